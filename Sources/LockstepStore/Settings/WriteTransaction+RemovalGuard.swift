import GRDB
import LockstepCore
import Synchronization

extension WriteTransaction {
  /// Makes a change of scope, and refuses it if it would remove more than max(10, 5 %) of a device's users without the
  /// code that stands for exactly this set (MODE-4). It counts who is there as far as the server knows.
  ///
  /// Devices with the same groups share one count: nothing here grows with devices × users.
  func guardingRemovals(confirm: String?, _ change: () throws -> Void) throws {
    let before = try reading.mode().scope
    let watch = try GroupWatch(db, watchesUsers: before == .accessGroups)
    defer { watch.end() }
    try change()
    guard try reading.mode().scope == .accessGroups else { return }
    var removals: [DeviceRemovals] = []
    let devices = try devicesToGuard(before)
    let changes = try Dictionary(grouping: devices) { try watch.change(of: $0.number, before) }
    for (change, devices) in changes {
      guard let leavers = try watch.leavers(change), !leavers.isEmpty else { continue }
      // How many hold them is needed only where more than a few would go.
      var entries: [Revision]?
      for device in devices {
        let gone = leavers.there(upTo: device.present)
        guard gone.count > 0 else { continue }
        if gone.count > Self.fewRemovals { entries = try entries ?? watch.entries(change) }
        let isMany = entries.map { gone.count > max(Self.fewRemovals, $0.count(upTo: device.present) / 20) } ?? false
        removals.append(DeviceRemovals(device: device.number, gone: gone, isMany: isMany))
      }
    }
    try refuse(removals.sorted { $0.device < $1.device }, confirm: confirm)
  }

  private static let fewRemovals = 10

  private func refuse(_ removals: [DeviceRemovals], confirm: String?) throws {
    guard removals.contains(where: \.isMany) else { return }
    let set = removals.map { "\($0.device):\($0.gone.count):\($0.gone.digest)" }.joined(separator: ";")
    let code = String(String(store.digest.of(Array(set.utf8)), radix: 16).suffix(12))
    guard confirm != code else { return }
    let devices = removals.compactMap { removal in
      DeviceID(removal.device).map { device in
        RemovalPreview.Device(
          device: device, count: removal.gone.count, users: removal.gone.first.sorted().compactMap { try? UserID($0) })
      }
    }
    throw StoreError.confirmationNeeded(RemovalPreview(devices: devices, code: code))
  }

  /// A device of a current session holds, or is about to hold, everybody in its scope. Of another one the cursor tells:
  /// it was sent who came into scope up to there. One that was sent nothing holds what it says of itself, which may be
  /// anybody. While the mode is *Not Used* nothing is on its way to any device.
  private func devicesToGuard(_ before: SynchronizationMode.Scope) throws -> [GuardedDevice] {
    let open = store.openSessions.withLock { $0 }
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT id, cursor, user_count, hold FROM devices WHERE is_registered = 1 ORDER BY id"))
    return rows.compactMap { row in
      let (number, cursor, held): (UInt32, Revision, Int) = (row["id"], row["cursor"], row["user_count"])
      let isServed = before != .none && row["hold"] as String? == nil && DeviceID(number).map(open.contains) ?? false
      if isServed || (cursor == 0 && held > 0) { return GuardedDevice(number: number, present: .max) }
      return cursor > 0 ? GuardedDevice(number: number, present: cursor) : nil
    }
  }
}

/// A device, and up to which revision those who came into its scope are on it.
private struct GuardedDevice {
  let number: UInt32
  let present: Revision
}

private struct DeviceRemovals {
  let device: UInt32
  let gone: Leavers.There
  let isMany: Bool
}
