import LockstepCore
import LockstepServer
import LockstepStore

/// What people read of a device's state: what is proven, and since when.
struct DeviceWords {
  let visit: Visit
  let engine: Engine

  /// How many changes above a cursor a list of hundreds of devices looks at.
  static let window = 50

  private var text: Texts { Texts.english }

  /// One word for the connection.
  func isOnline(_ device: StoredDevice) -> Bool { engine.isOnline(device.id) }

  /// `in-sync`, `pending`, `hold`, `unused`: for the colour beside the words.
  func kind(_ device: StoredDevice) -> String {
    if device.hold != nil { return "hold" }
    if visit.mode.scope == .none { return "unused" }
    return device.isInSync ? "in-sync" : "pending"
  }

  /// How far the device is (VERIFY-5): a cursor says that it was sent everything, only a compare that it holds it.
  func sync(_ device: StoredDevice) -> String {
    if let hold = device.hold { return text("devices.hold.\(hold.rawValue)") }
    let pending = device.pending
    if visit.mode.scope == .none {
      return pending.count == 0 && !pending.isMore
        ? text("devices.sync.unused")
        : text.count("devices.sync.unused-pending", pending.count, atLeast: pending.isMore)
    }
    if device.reconcile != nil {
      return text(engine.isOnline(device.id) ? "devices.sync.comparing" : "devices.sync.to-compare")
    }
    if pending.isMore, pending.count == 0 { return text("devices.sync.checking") }
    if pending.count > 0 { return text.count("devices.sync.pending", pending.count, atLeast: pending.isMore) }
    if device.isBusy { return text("devices.sync.busy") }
    guard let equalAt = device.equalAt else { return text("devices.sync.never-compared") }
    return text("devices.sync.equal", ["time": visit.times.shown(equalAt)])
  }

  /// A registered device in a list.
  func row(_ device: StoredDevice) -> View {
    let isOnline = isOnline(device)
    let open = device.openDifferences + device.exceptions
    return [
      "id": "\(device.id)", "name": name(device),
      // A device that nobody has named yet is called by its number already.
      "number": name(device) == text("devices.unnamed", ["id": "\(device.id)"]) ? nil : "\(device.id)",
      "place": device.place,
      "groups": device.accessGroups.joined(separator: ", "), "isOnline": isOnline,
      "seen": isOnline ? nil : visit.times.view(device.lastSeen), "kind": kind(device), "sync": sync(device),
      "users": NumberText.grouped(device.userCount), "count": device.userCount, "capacity": max(1, device.userCapacity),
      "capacityText": NumberText.grouped(device.userCapacity), "high": device.userCapacity * 9 / 10,
      "open": open > 0 ? text.count("devices.open", open) : nil,
    ]
  }

  /// A device that waits to be registered.
  func waiting(_ device: StoredDevice) -> View {
    [
      "id": "\(device.id)", "model": device.model, "firmware": device.firmware,
      "code": engine.checkCode(of: device.publicKey), "users": NumberText.grouped(device.userCount),
      "hasUsers": device.userCount > 0, "seen": visit.times.view(device.lastSeen),
    ]
  }

  func name(_ device: StoredDevice) -> String {
    device.name.isEmpty ? text("devices.unnamed", ["id": "\(device.id)"]) : device.name
  }
}
