/// The server's settings; the raw value is the name in API, commands and database.
public enum Setting: String, CaseIterable, Sendable {
  case automaticUserSynchronization = "automatic-user-synchronization"
  /// The time zone in which people read times and end dates (LIMIT-6).
  case timeZone = "time-zone"
  /// Whether the server sets devices' clocks on connecting and daily (LOG-5).
  case setDeviceClocks = "set-device-clocks"
  /// The option of MERGE-9.
  case holdPossibleOtherPersons = "hold-possible-other-persons"
  /// How long a deleted user can be restored (DEL-6).
  case restoreDays = "restore-days"
  /// After how long a device no longer holds back tombstones (DEL-5).
  case deviceAbsenceDays = "device-absence-days"
  /// The hour of the night in which devices are compared by themselves, or `off` (VERIFY-4).
  case compareHour = "compare-hour"
  /// How long entries of the monitoring log are kept, 0 for ever (LOG-2).
  case eventDays = "event-days"
  /// How many of them are kept, 0 for all of them.
  case mostEvents = "most-events"

  public var initialValue: String {
    switch self {
    case .automaticUserSynchronization: "not-used"
    case .timeZone: "UTC"
    case .setDeviceClocks: "true"
    case .holdPossibleOtherPersons: "false"
    case .restoreDays: "30"
    case .deviceAbsenceDays: "180"
    case .compareHour: "3"
    case .eventDays: "365"
    case .mostEvents: "50000000"
    }
  }
}
