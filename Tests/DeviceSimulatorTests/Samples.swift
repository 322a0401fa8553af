import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepTesting

/// The true time in tests of the memory.
let noon: Int64 = 1_800_000_000

func id(_ text: String) throws -> UserID { try UserID(text) }

/// A device of these tests.
func memory(
  _ number: UInt32 = 1001, capabilities: Capabilities = .full, userCapacity: Int = 100, logCapacity: Int = 100
) throws -> DeviceMemory {
  guard let device = DeviceID(number) else { throw NoDevice() }
  return DeviceMemory(
    device: device, seed: 7, capabilities: capabilities, userCapacity: userCapacity, logCapacity: logCapacity)
}

struct NoDevice: Error {}

/// A write of one user as the server makes it.
func write(
  _ record: UserRecord, revision: Revision = 1, keep: [Slot] = [], isBaseOnly: Bool = false
) -> UserWrite {
  UserWrite(
    state: UserState(record: record, base: Sample.base(revision)).encoded(), keep: keep, isBaseOnly: isBaseOnly)
}

/// A person with cards.
func person(_ text: String, name: String = "", cards: String...) throws -> UserRecord {
  UserRecord(id: try id(text), name: name, cards: try cards.map { try Sample.card($0) })
}

extension DeviceMemory {
  /// Writes a batch with the device's epoch and a mark that knows everything.
  mutating func write(
    _ writes: UserWrite..., mark: LogID? = nil, epoch: Epoch? = nil, overwrites: Bool = false
  ) -> [UserResult.Status] {
    let request = WriteUsers(
      epoch: epoch ?? self.epoch, mark: mark ?? log.lastID, writes: writes, overwrites: overwrites)
    guard case .writeResults(let results) = serve(.writeUsers(request), at: noon) else { return [] }
    return results.map(\.status)
  }

  mutating func delete(_ users: UserID..., mark: LogID? = nil, overwrites: Bool = false) -> [UserResult.Status] {
    let request = DeleteUsers(epoch: epoch, mark: mark ?? log.lastID, users: users, overwrites: overwrites)
    guard case .deleteResults(let results) = serve(.deleteUsers(request), at: noon) else { return [] }
    return results.map(\.status)
  }

  func digest(_ what: ReadDigest.What, leaveOut: [UserID] = [], isDeep: Bool = false) -> Digest? {
    var device = self
    guard
      case .digest(let digest) = device.serve(
        .readDigest(ReadDigest(what, leaveOut: leaveOut, isDeep: isDeep)), at: noon)
    else { return nil }
    return digest
  }

  /// The newest entry.
  var lastEntry: LogEntry? { log.all.last }
}
