/// Where a mail of the outbox is in its life.
public enum MailState: String, CaseIterable, Sendable {
  /// For its time, for a mail server, or for another try.
  case waiting
  /// A mail server took it over.
  case sent
  /// By the mail server for good, or after three days of tries.
  case refused
  /// What it says was no longer true before it was handed over.
  case withdrawn
}
