import DeviceProtocol
import Foundation
import LockstepCore

/// A device's memory as it stands in a file.
struct MemoryImage: Codable {
  struct Entry: Codable {
    var id: LogID
    var time: Int64
    var code: UInt16
    var origin: UInt8
    var user: String
    var revision: Revision
    var detail: String
  }

  struct User: Codable {
    /// A record as the protocol carries it.
    var record: Data
    var hasBase: Bool
    var isEdited: Bool
    var editMark: LogID
  }

  static let currentVersion = 1

  var version = MemoryImage.currentVersion
  var device: UInt32
  var model: String
  var firmware: String
  var keySeed: Data
  var capabilities: Data
  var userCapacity: Int
  var logCapacity: Int
  var lastLogID: LogID
  var log: [Entry]
  var epoch: Epoch
  var clockOffset: Int64
  var users: [User]
  var deletions: [String: LogID]
  var deletionOfAll: LogID
  var digestKey: Data
  /// Missing in files of before there was TLS.
  var pinnedAuthority: Data?
  var random: UInt64
}

extension MemoryImage {
  init(_ memory: DeviceMemory) {
    device = memory.device.number
    model = memory.model
    firmware = memory.firmware
    keySeed = Data(memory.keySeed)
    capabilities = Data(memory.capabilities.bytes)
    userCapacity = memory.userCapacity
    logCapacity = memory.log.capacity
    lastLogID = memory.log.lastID
    log = memory.log.all.map {
      Entry(
        id: $0.id, time: $0.time, code: $0.code.rawValue, origin: $0.origin.rawValue, user: $0.user,
        revision: $0.revision, detail: $0.detail)
    }
    epoch = memory.epoch
    clockOffset = memory.clockOffset
    users = memory.allUsers.map { user in
      User(
        record: Data(UserState(record: user.record, base: user.base ?? Self.noBase).encoded()),
        hasBase: user.base != nil, isEdited: user.isEdited, editMark: user.editMark)
    }
    deletions = Dictionary(uniqueKeysWithValues: memory.deletions.map { ($0.key.text, $0.value) })
    deletionOfAll = memory.deletionOfAll
    digestKey = Data(memory.digestKey)
    pinnedAuthority = memory.pinnedAuthority.isEmpty ? nil : Data(memory.pinnedAuthority)
    random = memory.random.state
  }

  /// Stands where the form asks for a base and there is none.
  private static var noBase: LockstepCore.Base {
    let zeros = [UInt8](repeating: 0, count: 16)
    guard let server = ServerID(zeros) else { preconditionFailure("16 bytes are a server ID") }
    return LockstepCore.Base(server: server, incarnation: 1, revision: 1)
  }

  /// Nil for an image that no memory has.
  var memory: DeviceMemory? {
    guard version == Self.currentVersion, let id = DeviceID(device), keySeed.count == 32,
      let capabilities = Capabilities(bytes: Array(capabilities))
    else { return nil }
    var memory = DeviceMemory(
      device: id, seed: 0, capabilities: capabilities, userCapacity: userCapacity, clockOffset: clockOffset,
      model: model, firmware: firmware)
    memory.keySeed = Array(keySeed)
    memory.epoch = epoch
    memory.random = SimulatedRandom(seed: random)
    memory.digestKey = Array(digestKey)
    memory.pinnedAuthority = Array(pinnedAuthority ?? Data())
    memory.log = RingLog(
      capacity: logCapacity,
      entries: log.map {
        LogEntry(
          id: $0.id, time: $0.time, code: EventCode($0.code), origin: Origin(rawValue: $0.origin) ?? .device,
          user: $0.user, revision: $0.revision, detail: $0.detail)
      }, lastID: lastLogID)
    for user in users {
      guard let state = try? UserState(encoded: Array(user.record)) else { return nil }
      memory.store(
        StoredUser(
          content: SharedRecord(state.record), base: user.hasBase ? state.base : nil, isEdited: user.isEdited,
          editMark: user.editMark), as: state.record.id)
    }
    for (text, mark) in deletions {
      guard let id = try? UserID(text) else { return nil }
      memory.deletions[id] = mark
    }
    memory.deletionOfAll = deletionOfAll
    return memory
  }
}
