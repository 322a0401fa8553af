#ifndef SMTP_CLIENT_H
#define SMTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

// Hands mails over to a mail server, by libcurl, whose functions with variable arguments Swift cannot call.
//
// A client keeps its connection for the next mail. It belongs to one thread at a time. Texts are UTF-8 and end with NUL;
// they are copied.
typedef struct smtp_client smtp_client;

typedef enum { SMTP_PLAIN, SMTP_STARTTLS, SMTP_TLS } smtp_security;

typedef struct {
  // The server took the mail over.
  bool is_sent;
  // It came to the recipient: what went wrong concerns this mail, not the connection, the sign-in or the sender.
  bool concerns_mail;
  // The server has refused this mail or its recipient for good (5xx).
  bool is_refused;
  // The whole mail was on its way, and no answer to it came: it may arrive.
  bool is_unknown;
  // The server's last line, or why there was none.
  char answer[512];
} smtp_result;

// NULL where there is no memory.
smtp_client *smtp_client_open(void);

// Where the next mail goes; what was set before is forgotten.
//
// answer_limit is for one answer, connect_limit for connection and TLS; both in milliseconds.
void smtp_client_set_server(smtp_client *client, const char *host, int port, smtp_security security,
                            long connect_limit, long answer_limit);

void smtp_client_set_sign_in(smtp_client *client, const char *user, const char *password);

// Certificates (PEM) that the server's is checked against, instead of those of the system.
void smtp_client_set_authority(smtp_client *client, const char *certificates);

// Blocks until the server has answered, a limit has passed, or `is_stopped` said so, which is asked about once a second.
//
// The bytes have CRLF at the end of each line; dots are stuffed here.
smtp_result smtp_client_send(smtp_client *client, const char *sender, const char *recipient, const char *bytes,
                             size_t size, bool (*is_stopped)(void *context), void *context);

// Says goodbye to the server.
void smtp_client_close(smtp_client *client);

#endif
