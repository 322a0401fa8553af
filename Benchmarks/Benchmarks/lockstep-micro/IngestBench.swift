import BenchInputs
import DeviceSimulator
import LockstepCore
import LockstepStore

/// A database with one door that has logged in.
final class IngestBench {
  private let store: Store
  private let memory: DeviceMemory
  private let session: SessionKey
  private var lastLog: LogID = 0
  private var lastUser = 0

  init() throws {
    store = try PreparedDirectory(ScratchFolder.make()).open()
    memory = PreparedDirectory.memories(1, seed: 1)[0]
    try PreparedDirectory.register([memory], groups: [], in: store)
    guard let facts = PreparedDirectory.said(by: memory),
      case .registered(let session, _) = try store.write({ try $0.identify(facts, at: 1) })
    else { throw Unexpected() }
    self.session = session
  }

  /// What the door sends next.
  func next(_ count: Int = 256, _ code: EventCode = .verifySuccess, of user: String = "1") -> [LogEntry] {
    defer { lastLog += LogID(count) }
    return (1...LogID(count)).map {
      LogEntry(id: lastLog + $0, time: 1_700_000_000, code: code, origin: .device, user: user)
    }
  }

  func store(_ entries: [LogEntry]) throws {
    let (epoch, session) = (memory.epoch, session)
    _ = try store.write { try $0.ingest(entries, epoch: epoch, session: session, at: 2) }
  }

  /// Somebody is enrolled there, the server knows of it, and has read the record.
  func enrol() throws -> DeviceRecord {
    lastUser += 1
    let record = try BenchedPerson.enrolled(lastUser)
    try store(next(1, .enrollSuccess, of: record.id.text))
    return DeviceRecord(record: record, isEdited: true, editMark: lastLog)
  }

  func takeIn(_ record: DeviceRecord) throws {
    let (log, session) = (lastLog, session)
    let pulled = PulledUser(record.record.id, record)
    let taken = try store.write { try $0.takeIn([pulled], log: log, session: session, at: 3) }
    guard taken[pulled.id]?.outcome == .created else { throw Unexpected() }
  }
}
