import Foundation
import GRDB
public import LockstepCore

extension WriteTransaction {
  /// By hand, in every mode: chosen users to chosen devices, or away from them (SEND-10).
  ///
  /// - Parameter overwrites: whether differences are overwritten, and edits with them.
  /// - Returns: the transfer's ID, under which progress and results are kept.
  public func addTransfer(
    _ users: [UserID], to devices: [DeviceID], removes: Bool, overwrites: Bool, at now: Int64
  ) throws -> Int64 {
    for device in devices {
      guard let row = try deviceRow(device), row["is_registered"] as Bool else {
        throw StoreError.unknown("registered device \(device)")
      }
    }
    if !removes { for user in users { _ = try reading.existingUser(user) } }
    return try addTransfer(
      Dictionary(devices.map { ($0, users) }) { $1 }, removes: removes, overwrites: overwrites, at: now)
  }

  /// As ``addTransfer(_:to:removes:overwrites:at:)``, to each device its own users.
  func addTransfer(
    _ users: [DeviceID: [UserID]], removes: Bool, overwrites: Bool, at now: Int64
  ) throws -> Int64 {
    try db.executeCached(
      sql: "INSERT INTO transfers (action, overwrite, created_at) VALUES (?, ?, ?)",
      arguments: [removes ? "remove" : "write", overwrites, now])
    let transfer = db.lastInsertedRowID
    for (device, users) in users.sorted(by: { $0.key < $1.key }) {
      for user in users {
        try failItems(of: user, on: device, reason: "a later transfer took its place")
        try db.executeCached(
          sql: """
            INSERT OR IGNORE INTO transfer_items (transfer_id, device_id, user_id, state) VALUES (?, ?, ?, 'pending')
            """,
          arguments: [transfer, device.number, user.text])
        try addTask(removes ? .remove : .write, user, on: device, overwrite: overwrites, transfer: transfer)
        if !removes {
          try close([.transferFailed], user: user, device: device, outcome: "sent by hand", at: now)
          try endDeletedThere(of: user, on: device, "sent by hand", at: now)
        }
      }
    }
    return transfer
  }

  /// What an operator has decided about one user of a device. While the mode is *Not Used* only transfers by hand are
  /// carried out (SEND-10, MODE-6), so that it becomes one.
  func doByHand(
    _ action: TaskAction, _ user: UserID, on device: DeviceID, overwrites: Bool = false, at now: Int64
  ) throws {
    guard try reading.mode().scope == .none else { return try addTask(action, user, on: device, overwrite: overwrites) }
    _ = try addTransfer([user], to: [device], removes: action == .remove, overwrites: overwrites, at: now)
  }

  /// Tries again what stopped on a device, and goes on with a stopped device.
  public func retry(_ device: DeviceID, at now: Int64) throws {
    guard let row = try deviceRow(device) else { throw StoreError.unknown("device \(device)") }
    let failed = try Row.fetchAll(
      db.cachedStatement(
        sql:
          "SELECT id, user_id, value FROM attention WHERE kind = 'transfer-failed' AND device_id = ? AND closed_at IS NULL"
      ),
      arguments: [device.number])
    for entry in failed {
      let isRemoval = try reading.value(ofEntry: entry) == Self.failedRemoval
      try doByHand(isRemoval ? .remove : .write, try UserID(entry["user_id"] as String), on: device, at: now)
    }
    try close([.transferFailed], device: device, outcome: "tried again", at: now)
    try db.executeCached(
      sql: "UPDATE tasks SET not_before = 0 WHERE device_id = ?", arguments: [device.number])
    if row["hold"] as String? == Hold.stopped.rawValue { try choose(.resume, for: device, at: now) }
  }
}
