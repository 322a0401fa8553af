import LockstepCore
import LockstepStore

/// What people read of an entry of the monitoring log; the words are the field's (LOG-8).
enum EventTitle {
  static func of(_ event: StoredEvent) -> String {
    guard event.kind == .log, let code = event.code else { return title(event.kind) }
    guard let words = words(code) else { return "Event \(code)" }
    return hasOrigin(code) ? "\(words) (\(event.origin == .server ? "Server" : "Device"))" : words
  }

  private static func words(_ code: EventCode) -> String? {
    switch code.main {
    case 0x2000: "User enroll succeeded"
    case 0x2100: "User enroll failed"
    case 0x2200: "User update succeeded"
    case 0x2300: "User update failed"
    case 0x2400: "User delete succeeded"
    case 0x2500: "User delete failed"
    case 0x2600: "All users deleted"
    case 0x2800: "Duplicate credential"
    case 0x2900: "User partial update succeeded"
    case 0x2A00: "User partial update failed"
    case 0xC000: "User sync to server failed"
    case 0x4200: "Event log cleared"
    case 0x4500 where code.rawValue == EventCode.databaseReset.rawValue: "Database reset"
    case 0x4500 where code.rawValue == EventCode.factoryReset.rawValue: "Factory reset"
    case 0x1000, 0x1300: "Access granted"
    case 0x1100, 0x1400, 0x1900: "Access denied"
    // Unknown codes are shown as they are (LOG-6).
    default: nil
    }
  }

  /// Whether the title says who did it.
  private static func hasOrigin(_ code: EventCode) -> Bool { (0x2000...0x2AFF).contains(code.rawValue) }

  private static func title(_ kind: EventKind) -> String {
    switch kind {
    case .log: "Event"
    case .connected: "Device connected"
    case .disconnected: "Device disconnected"
    case .waiting: "Device waits to be registered"
    case .registered: "Device registered"
    case .removed: "Device removed"
    case .logsLost: "Event logs lost"
    case .newEpoch: "Device started anew"
    case .suspended: "Device suspended"
    case .onHold: "Device on hold"
    case .released: "Device goes on"
    case .saveFailed: "Fail to save to the server DB"
    case .quarantined: "User quarantined"
    case .rightsRestored: "Rights restored"
    case .unknownThere: "User is not on the device any more"
    case .takenIn: "User taken in"
    case .modeChanged: "Automatic User Synchronization changed"
    case .transferFailed: "Transfer failed"
    case .deviceStopped: "Device stopped"
    case .serverBehind: "Server is behind its devices"
    case .compared: "Device compared"
    }
  }
}
