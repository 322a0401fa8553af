import AdminModel
import LockstepCore
import LockstepServer
import LockstepStore

extension DeviceResource {
  init(_ device: StoredDevice, head: Revision, mode: SynchronizationMode, _ engine: Engine) {
    self.init(
      id: device.id.number, name: device.name, place: device.place, accessGroups: device.accessGroups,
      enrolmentGroup: device.enrolmentGroup, state: device.isRegistered ? "registered" : "waiting",
      connection: engine.isOnline(device.id) ? "online" : "offline", hold: device.hold?.rawValue ?? "none",
      holdReason: device.holdReason, checkCode: engine.checkCode(of: device.candidateKey ?? device.publicKey),
      model: device.model, firmware: device.firmware, epoch: String(device.epoch, radix: 16), logMark: device.logMark,
      cursor: device.cursor, head: head, pendingChanges: device.pending.count, userCount: device.userCount,
      userCapacity: device.userCapacity,
      inSync: device.isRegistered && mode.scope != .none ? device.isInSync : nil,
      openDifferences: device.openDifferences, exceptions: device.exceptions,
      lastSeen: Moment.milliseconds(device.lastSeen), version: device.version, clockSkewSeconds: device.clockSkew)
  }
}

extension Engine {
  /// A device as it is now.
  func deviceResource(_ id: DeviceID) async throws -> DeviceResource {
    let cursors = liveCursors
    let (device, head, mode) = try await store.read { store in
      (try store.device(id, cursors: cursors), try store.head(), try store.mode())
    }
    return DeviceResource(device, head: head, mode: mode, self)
  }
}
