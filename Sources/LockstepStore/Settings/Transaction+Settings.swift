import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  public func setting(_ setting: Setting) throws -> String {
    try String.fetchOne(
      db.cachedStatement(sql: "SELECT value FROM settings WHERE name = ?"), arguments: [setting.rawValue])
      ?? setting.initialValue
  }

  /// *Automatic User Synchronization* (section 1).
  public func mode() throws -> SynchronizationMode {
    SynchronizationMode(setting: try setting(.automaticUserSynchronization))
  }

  func isOn(_ setting: Setting) throws -> Bool { try self.setting(setting) == "true" }
}

extension SynchronizationMode {
  /// - Parameter setting: as it is kept; nil where nobody has chosen.
  init(setting: String?) {
    self = Self(rawValue: setting ?? Setting.automaticUserSynchronization.initialValue) ?? .notUsed
  }
}

extension WriteTransaction {
  /// A setting other than *Automatic User Synchronization*.
  ///
  /// - Throws: ``LimitError`` for a value that the setting does not have.
  public func set(_ setting: Setting, to value: String) throws {
    switch setting {
    case .automaticUserSynchronization:
      throw StoreError.notPossible("automatic-user-synchronization has a method of its own")
    case .timeZone:
      guard TimeZone(identifier: value) != nil else {
        throw LimitError(field: setting.rawValue, limit: "a time zone such as Europe/Berlin", actual: Self.shown(value))
      }
    case .setDeviceClocks, .holdPossibleOtherPersons:
      guard ["true", "false"].contains(value) else {
        throw LimitError(field: setting.rawValue, limit: "true or false", actual: Self.shown(value))
      }
    case .compareHour:
      guard value == "off" || Int(value).map((0...23).contains) ?? false else {
        throw LimitError(field: setting.rawValue, limit: "an hour from 0 to 23, or off", actual: Self.shown(value))
      }
    case .restoreDays, .deviceAbsenceDays:
      guard let days = Int(value), (1...3650).contains(days) else {
        throw LimitError(field: setting.rawValue, limit: "1…3650 days", actual: Self.shown(value))
      }
    case .eventDays:
      guard let days = Int(value), (0...36_500).contains(days) else {
        throw LimitError(field: setting.rawValue, limit: "1…36500 days, or 0 for ever", actual: Self.shown(value))
      }
    case .mostEvents:
      guard let count = Int(value), count == 0 || (1000...1_000_000_000_000).contains(count) else {
        throw LimitError(
          field: setting.rawValue, limit: "1000…1000000000000 entries, or 0 for all", actual: Self.shown(value))
      }
    }
    try store(setting, value)
  }

  /// No setting is a secret.
  private static func shown(_ value: String) -> String {
    value.isEmpty ? "nothing" : value.count > 40 ? "\(value.prefix(40))…" : value
  }

  /// Changes *Automatic User Synchronization*. It acts at once (MODE-3): switching device updates off ends the waiting
  /// pulls; another scope computes every device's target anew (MODE-5).
  ///
  /// - Throws: ``StoreError/confirmationNeeded(_:)`` (MODE-4).
  /// - Returns: how many waiting pulls were ended without being taken in.
  @discardableResult
  public func setMode(_ mode: SynchronizationMode, confirm: String? = nil, at now: Int64) throws -> Int {
    let earlier = try reading.mode()
    guard earlier != mode else { return 0 }
    try guardingRemovals(confirm: confirm) {
      try store(.automaticUserSynchronization, mode.rawValue)
    }
    var ended = 0
    if earlier.takesUserUpdatesFromDevices, !mode.takesUserUpdatesFromDevices { ended = try endWaitingPulls() }
    if mode.scope != .none, earlier.scope != mode.scope {
      for device in try reading.registeredDevices() { try requestReconcile(device, "automatic user synchronization") }
    }
    try addEvent(.modeChanged, detail: "\(earlier.title) → \(mode.title); \(ended) updates not taken in", at: now)
    return ended
  }

  private func store(_ setting: Setting, _ value: String) throws {
    try db.executeCached(
      sql: "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", arguments: [setting.rawValue, value])
  }

  /// Those users are written again later, so that no device keeps what was not taken in; and removed where the cursor has
  /// passed a deletion or leaving while the pull waited.
  private func endWaitingPulls() throws -> Int {
    let ended = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT device_id, user_id FROM waiting_pulls WHERE by_hand = 0"))
    for row in ended {
      guard let device = DeviceID(row["device_id"] as UInt32), let user = try? UserID(row["user_id"] as String)
      else { continue }
      if try reading.isInScope(user, of: device) {
        try addTask(.write, user, on: device, unlessThere: true)
      } else if try reading.user(user) != nil || reading.hasTombstone(user),
        try !reading.isOpen(.noAccessGroup, user: user, device: device)
      {
        try addTask(.remove, user, on: device, unlessThere: true)
      }
    }
    try db.executeCached(sql: "DELETE FROM waiting_pulls WHERE by_hand = 0")
    return ended.count
  }
}
