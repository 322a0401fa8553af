/// What waits for an operator, one list with one lifecycle (*Needs attention*).
public enum AttentionKind: String, CaseIterable, Sendable {
  /// A device's value was kept against the server's (MERGE-5).
  case difference
  /// Deleted at the device; not sent there until decided (DEL-1). Without a user: everybody was.
  case deletedThere = "deleted-there"
  /// Enrolled at a device with which the user shares no group (MERGE-2).
  case noAccessGroup = "no-access-group"
  /// *Fail to save to the server DB* (FAIL-1).
  case saveFailed = "save-failed"
  /// A record over its limits, or one whose pull cut the link twice (PULL-6).
  case quarantined
  /// A transfer stopped for a reason that does not go away by itself (SEND-7).
  case transferFailed = "transfer-failed"
  /// Edited at a device after the deletion on the server (DEL-3).
  case editedAfterDeletion = "edited-after-deletion"
  /// Perhaps another person under this ID (MERGE-9).
  case possibleOtherPerson = "possible-other-person"
  /// A user with the base of another server (FAIL-3).
  case foreignUser = "foreign-user"
  /// On the device only, and device updates are off (VERIFY-3).
  case newOnDevice = "new-on-device"
  /// Edited at the device, and device updates are off (VERIFY-3).
  case editedOnDevice = "edited-on-device"
  /// Other content than was written, without an edit (VERIFY-3).
  case altered
  /// Its digests are not those of what it holds: a compare by them proves nothing (VERIFY-1).
  case wrongDigests = "wrong-digests"
  case firstContact = "first-contact"
  case unknownContent = "unknown-content"
  case suspended
  case deviceStopped = "device-stopped"
  /// A known device ID with another key (SEC-1).
  case replacedOrImitated = "replaced-or-imitated"
  /// The server was restored from an older state (FAIL-3).
  case serverBehind = "server-behind"

  init(_ hold: Hold) {
    switch hold {
    case .firstContact: self = .firstContact
    case .unknownContent: self = .unknownContent
    case .suspended: self = .suspended
    case .stopped: self = .deviceStopped
    }
  }

  /// What an operator can do about it, as it stands in API and commands.
  public var actions: [String] {
    switch self {
    case .difference: ["use-server-value", "use-device-value"]
    case .deletedThere: ["send-again", "delete-on-server"]
    case .noAccessGroup: ["delete-there", "dismiss"]
    case .saveFailed, .quarantined: ["retry", "discard"]
    case .transferFailed: ["retry", "dismiss"]
    case .editedAfterDeletion: ["restore", "discard"]
    case .possibleOtherPerson: ["same-person", "other-person", "discard"]
    case .foreignUser: ["take-over", "delete-there"]
    case .newOnDevice: ["upload", "delete-there"]
    case .editedOnDevice: ["upload", "send"]
    case .altered: ["send", "dismiss"]
    case .firstContact, .unknownContent: ["take-over", "replace"]
    case .suspended: ["take-over", "replace", "resume"]
    case .deviceStopped: ["retry"]
    case .wrongDigests: ["dismiss"]
    case .replacedOrImitated: ["register-as-replacement", "dismiss"]
    case .serverBehind: ["take-from-devices", "servers-state"]
    }
  }
}
