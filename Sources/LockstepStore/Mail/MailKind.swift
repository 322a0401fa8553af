/// What a mail is about; the raw value names its templates, and stands in API and commands.
public enum MailKind: String, CaseIterable, Sendable {
  case invitation
  /// An invitation holds no more, and nobody was deleted.
  case invitationWithdrawn = "invitation-withdrawn"
  case userDeleted = "user-deleted"
  /// A file was refused (AUTO-5).
  case fileErrors = "file-errors"
  /// A part of a run waits for approval (AUTO-6).
  case deletionsHeld = "deletions-held"
  /// No run was completed for two intervals (AUTO-11).
  case missedRun = "missed-run"
  /// A run was completed again, after errors or after none.
  case restored
  /// A person or an operator removed the mobile credential from a phone (AUTO-12).
  case phoneRemoved = "phone-removed"
  /// Something chosen in *Settings → Notifications* has happened.
  case notification
  /// It is over.
  case notificationOver = "notification-over"
  /// *Send test mail*; never in the outbox.
  case test
}
