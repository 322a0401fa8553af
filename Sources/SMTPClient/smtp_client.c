#include "smtp_client.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

struct smtp_client {
  CURL *curl;
};

// What a hand-over has come to.
typedef struct {
  const char *bytes;
  size_t size;
  size_t sent;
  // The command that was sent last, by its first four letters.
  char verb[5];
  // The server's last line before the goodbye.
  char line[400];
  bool is_over;
  bool (*is_stopped)(void *context);
  void *context;
} progress;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

smtp_client *smtp_client_open(void) {
  pthread_once(&once, start);
  smtp_client *client = calloc(1, sizeof *client);
  if (!client) return NULL;
  client->curl = curl_easy_init();
  if (client->curl) return client;
  free(client);
  return NULL;
}

void smtp_client_close(smtp_client *client) {
  curl_easy_cleanup(client->curl);
  free(client);
}

static size_t read_mail(char *buffer, size_t size, size_t count, void *context) {
  progress *state = context;
  size_t rest = state->size - state->sent;
  size_t room = size * count;
  size_t length = rest < room ? rest : room;
  memcpy(buffer, state->bytes + state->sent, length);
  state->sent += length;
  return length;
}

// libcurl gives every line of the server here.
static size_t keep_line(char *bytes, size_t size, size_t count, void *context) {
  progress *state = context;
  size_t length = size * count;
  if (state->is_over) return length;
  size_t kept = length < sizeof state->line - 1 ? length : sizeof state->line - 1;
  while (kept > 0 && (bytes[kept - 1] == '\r' || bytes[kept - 1] == '\n')) kept--;
  if (kept > 0) {
    memcpy(state->line, bytes, kept);
    state->line[kept] = 0;
  }
  return length;
}

// What is sent is looked at for its verb only: the lines of a sign-in hold the password.
static int keep_verb(CURL *curl, curl_infotype kind, char *bytes, size_t size, void *context) {
  (void)curl;
  progress *state = context;
  if (kind != CURLINFO_HEADER_OUT || size < 4) return 0;
  if (strncasecmp(bytes, "QUIT", 4) == 0) state->is_over = true;
  if (!state->is_over) memcpy(state->verb, bytes, 4);
  return 0;
}

static int look(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
  (void)a, (void)b, (void)c, (void)d;
  progress *state = context;
  return state->is_stopped(state->context) ? 1 : 0;
}

void smtp_client_set_server(smtp_client *client, const char *host, int port, smtp_security security,
                            long connect_limit, long answer_limit) {
  CURL *curl = client->curl;
  char url[300];
  bool is_bare = strchr(host, ':') == NULL;
  snprintf(url, sizeof url, "%s://%s%s%s", security == SMTP_TLS ? "smtps" : "smtp", is_bare ? "" : "[", host,
           is_bare ? "" : "]");
  // The connection stays.
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PORT, (long)port);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  // Settings come from Lockstep, not from the environment of the process.
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  if (security == SMTP_STARTTLS) curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_limit);
  curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (answer_limit + 999) / 1000);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, connect_limit + 5 * answer_limit);
}

void smtp_client_set_sign_in(smtp_client *client, const char *user, const char *password) {
  curl_easy_setopt(client->curl, CURLOPT_USERNAME, user);
  curl_easy_setopt(client->curl, CURLOPT_PASSWORD, password);
}

void smtp_client_set_authority(smtp_client *client, const char *certificates) {
  struct curl_blob blob = {(void *)certificates, strlen(certificates), CURL_BLOB_COPY};
  curl_easy_setopt(client->curl, CURLOPT_CAINFO_BLOB, &blob);
  curl_easy_setopt(client->curl, CURLOPT_CAPATH, NULL);
}

static void set_mail(CURL *curl, const char *sender, struct curl_slist *recipients, progress *state, char *error) {
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender);
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_mail);
  curl_easy_setopt(curl, CURLOPT_READDATA, state);
  curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)state->size);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_line);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, state);
  curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, keep_verb);
  curl_easy_setopt(curl, CURLOPT_DEBUGDATA, state);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, state);
}

// A connection that went wrong, if it is still there: a goodbye on it would wait two minutes for an answer.
static void hang_up(CURL *curl) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  if (curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK && socket != CURL_SOCKET_BAD)
    shutdown(socket, SHUT_RDWR);
}

smtp_result smtp_client_send(smtp_client *client, const char *sender, const char *recipient, const char *bytes,
                             size_t size, bool (*is_stopped)(void *context), void *context) {
  smtp_result result = {0};
  progress state = {.bytes = bytes, .size = size, .is_stopped = is_stopped, .context = context};
  char error[CURL_ERROR_SIZE] = "";
  struct curl_slist *recipients = curl_slist_append(NULL, recipient);
  if (!recipients) {
    snprintf(result.answer, sizeof result.answer, "no memory");
    return result;
  }
  set_mail(client->curl, sender, recipients, &state, error);
  CURLcode code = curl_easy_perform(client->curl);
  if (code != CURLE_OK) hang_up(client->curl);
  // What was set points into this call.
  curl_easy_reset(client->curl);
  curl_slist_free_all(recipients);

  result.is_sent = code == CURLE_OK;
  result.concerns_mail = strncasecmp(state.verb, "RCPT", 4) == 0 || strncasecmp(state.verb, "DATA", 4) == 0;
  result.is_refused = !result.is_sent && result.concerns_mail && state.line[0] == '5';
  // "354 go on" is still the last line.
  result.is_unknown = !result.is_sent && state.sent == size && strncmp(state.line, "354", 3) == 0;
  bool has_answer = state.line[0] == '4' || state.line[0] == '5';
  if (result.is_sent || has_answer) {
    snprintf(result.answer, sizeof result.answer, "%s", state.line);
  } else {
    snprintf(result.answer, sizeof result.answer, "%s", error[0] ? error : curl_easy_strerror(code));
  }
  return result;
}
