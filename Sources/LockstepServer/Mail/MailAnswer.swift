/// What a mail server said to one mail. The texts are its own words, or why there were none.
enum MailAnswer: Hashable, Sendable {
  case sent(String)
  /// This mail or its recipient, for good (5xx).
  case refused(String)
  /// For now; the server can be asked for other mails.
  case later(String)
  /// The server was not reached, or takes no mail from us at all: connection, TLS, sign-in, sender.
  case unavailable(String)
  /// Given up because this server stops.
  case stopped
}
