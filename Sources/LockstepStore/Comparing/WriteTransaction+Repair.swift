import Foundation
import GRDB
public import LockstepCore

/// What a repair does beyond sending stale and missing users (VERIFY-3).
public struct RepairChoice: Hashable, Sendable {
  public enum New: String, Hashable, Sendable, CaseIterable {
    /// Into the server, by a merge.
    case takeIn = "take-in"
    /// From the device.
    case remove
  }

  /// Users whose content is another than was written are written again.
  public var writesAltered: Bool
  /// Users that were deleted on the server, or are not the device's, are removed there.
  public var removesUnwanted: Bool
  /// What is done with users that are on the device only; nil leaves them.
  public var new: New?

  public init(writesAltered: Bool = false, removesUnwanted: Bool = false, new: New? = nil) {
    self.writesAltered = writesAltered
    self.removesUnwanted = removesUnwanted
    self.new = new
  }
}

/// What a repair has begun.
public struct RepairBegun: Hashable, Sendable {
  public var devices: [DeviceID] = []
  public var written = 0
  public var removed = 0
  public var pulled = 0
  /// Under which progress and results are kept: writes, then removals.
  public var transfers: [Int64] = []
  /// What was found and is left as it is: it needs a choice, or an operator.
  public var left = 0
}

extension WriteTransaction {
  /// Mends what the last compare found, user by user; nobody else is touched (VERIFY-3). Whoever was edited there is pulled
  /// where device updates are on.
  ///
  /// - Parameters:
  ///   - devices: nil for every registered one.
  ///   - confirm: the code of ``StoreError/confirmationNeeded(_:)``: many removals are made only when exactly they are
  ///     confirmed, as with MODE-4.
  /// - Throws: ``StoreError/notPossible(_:)`` for a server that is behind, a device on hold, or one that was never compared.
  public func repair(
    _ devices: [DeviceID]?, _ choice: RepairChoice, confirm: String?, at now: Int64
  ) throws -> RepairBegun {
    if let behind = try reading.behind() { throw StoreError.notPossible("the server is behind its devices: \(behind)") }
    let takesUpdates = try reading.mode().takesUserUpdatesFromDevices
    var (writes, removals, begun) = (RepairPart(), RepairPart(), RepairBegun())
    for device in try devices ?? reading.registeredDevices() {
      guard try isRepairable(device, isNamed: devices != nil) else { continue }
      var handled = 0
      let present = try reading.compare(of: device).same
      for found in try reading.findings(of: device) {
        let user = found.user
        switch try step(found, on: device, choice, takesUpdates) {
        case .write: writes.add(user, on: device)
        case .remove: removals.add(user, on: device)
        case .pull:
          try requestPull(of: user, on: device, epoch: (try deviceRow(device))?["epoch"] ?? 0, at: now)
          begun.pulled += 1
        case .leave:
          begun.left += 1
          continue
        }
        handled += 1
        try db.executeCached(
          sql: "DELETE FROM findings WHERE device_id = ? AND user_id = ?", arguments: [device.number, user.text])
      }
      if handled > 0 { begun.devices.append(device) }
      try countFindings(of: device)
      removals.present[device] = present + handled
    }
    try refuseUnconfirmed(removals, confirm: confirm)
    (begun.written, begun.removed) = (writes.count, removals.count)
    for (part, removes) in [(writes, false), (removals, true)] where part.count > 0 {
      begun.transfers.append(try addTransfer(part.users, removes: removes, overwrites: false, at: now))
    }
    try askCompares(begun.devices, isDeep: false, .byHand, at: now)
    return begun
  }

  private enum Step {
    case write
    case remove
    case pull
    case leave
  }

  private func isRepairable(_ device: DeviceID, isNamed: Bool) throws -> Bool {
    let compare = try reading.compare(of: device)
    let hold = try deviceRow(device)?["hold"] as String?
    guard isNamed else { return compare.endedAt != nil && hold == nil }
    guard hold == nil else { throw StoreError.notPossible("device \(device) is on hold: \(hold ?? "")") }
    guard compare.endedAt != nil else { throw StoreError.notPossible("device \(device) was not compared yet") }
    return true
  }

  /// Things may have changed since the compare: who is wanted again is not removed.
  private func step(
    _ found: ComparedUser, on device: DeviceID, _ choice: RepairChoice, _ takesUpdates: Bool
  ) throws -> Step {
    switch found.finding {
    case .stale, .missing: return try reading.isInScope(found.user, of: device) ? .write : .leave
    case .altered: return choice.writesAltered ? .write : .leave
    case .edited: return takesUpdates ? .pull : .leave
    case .deleted, .outOfScope:
      return try choice.removesUnwanted && !reading.isInScope(found.user, of: device) ? .remove : .leave
    case .new, .editedOutOfScope:
      switch choice.new {
      case .takeIn: return .pull
      case .remove: return try reading.isInScope(found.user, of: device) ? .leave : .remove
      case nil: return .leave
      }
    case .same, .ahead, .foreign: return .leave
    }
  }

  private func countFindings(of device: DeviceID) throws {
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT finding, count(*) AS amount FROM findings WHERE device_id = ? GROUP BY finding"),
      arguments: [device.number])
    let counts = Dictionary(rows.map { ($0["finding"] as String, $0["amount"] as Int) }) { $1 }
    try db.executeCached(
      sql: "UPDATE compares SET counts = ? WHERE device_id = ?", arguments: [try JSON.text(counts), device.number])
  }

  private func refuseUnconfirmed(_ removals: RepairPart, confirm: String?) throws {
    let isMany = removals.users.contains { device, users in
      users.count > max(10, (removals.present[device] ?? 0) / 20)
    }
    guard isMany else { return }
    let sorted = removals.users.sorted { $0.key < $1.key }
    let set = sorted.map { "\($0.key):\($0.value.map(\.text).joined(separator: ","))" }.joined(separator: ";")
    let code = String(String(store.digest.of(Array("repair;\(set)".utf8)), radix: 16).suffix(12))
    guard confirm != code else { return }
    throw StoreError.confirmationNeeded(
      RemovalPreview(
        devices: sorted.map {
          RemovalPreview.Device(device: $0.key, count: $0.value.count, users: Array($0.value.prefix(20)))
        },
        code: code))
  }
}

/// Users that are written, or removed, on several devices.
private struct RepairPart {
  var users: [DeviceID: [UserID]] = [:]
  var count = 0
  /// How many users each device has, as far as the compare tells.
  var present: [DeviceID: Int] = [:]

  mutating func add(_ user: UserID, on device: DeviceID) {
    users[device, default: []].append(user)
    count += 1
  }
}
