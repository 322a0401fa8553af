import Foundation
import LockstepCore
import LockstepSimulation
import LockstepStore
import LockstepTesting
import Testing

/// A store on a simulated disk that crashes, and what it has acknowledged.
struct DiskScene {
  let disk: SimulatedDisk
  private(set) var store: Store
  /// IDs of the users whose transaction has returned, by the name that it gave them.
  private(set) var acknowledged: [UserID: String] = [:]
  private var last = 0

  /// A migrated database, closed.
  static let template = Result { try makeTemplate() }

  private static func makeTemplate() throws -> SimulatedDisk.Snapshot {
    let disk = SimulatedDisk(seed: 1)
    try open(disk).close()
    return disk.snapshot()
  }

  static func open(_ disk: SimulatedDisk) throws -> Store {
    try Store.open(
      path: disk.path, identity: Store.Identity(server: Sample.server, digestKey: Sample.pin(1)),
      key: #require(DataKey(Sample.pin(2))), makeDigest: { _ in .testing })
  }

  init(seed: UInt64) throws {
    disk = SimulatedDisk(try Self.template.get(), seed: seed)
    store = try Self.open(disk)
  }

  /// A transaction that adds two users, and gives all earlier ones of the last twenty the same new name.
  mutating func commit() throws {
    let (first, second) = (last + 1, last + 2)
    let name = "Person \(first)"
    let earlier = try (max(1, first - 20)..<first).map { try UserID("\($0)") }.filter { acknowledged[$0] != nil }
    last += 2
    try store.write { store in
      for number in [first, second] {
        let record = UserRecord(
          id: try UserID("\(number)"), name: name, photo: Sample.photo(number, size: 6000),
          cards: [try Sample.card("\(10_000 + number)")], fingerprints: [Sample.finger(0, number)])
        try store.addUser(record, source: .operator("test"), at: 1)
      }
      for id in earlier { try store.changeUser(id, source: .operator("test"), at: 1) { $0.record.name = name } }
    }
    for id in try earlier + [UserID("\(first)"), UserID("\(second)")] { acknowledged[id] = name }
  }

  /// Cuts the power and opens what is left.
  mutating func crash(seed: UInt64, tearsBytes: Bool = false) throws {
    disk.crash(seed: seed, tearsBytes: tearsBytes)
    try? store.close()
    store = try Self.open(disk)
  }

  /// Kills the process, and opens what the system shows.
  mutating func kill() throws {
    disk.kill()
    try? store.close()
    store = try Self.open(disk)
  }

  /// Expects that nothing is wrong with the users that are there.
  mutating func expectSound(_ moment: String = "", at place: SourceLocation = #_sourceLocation) throws {
    let wrong = try check()
    #expect(wrong == [], "\(moment)", sourceLocation: place)
  }

  /// What is wrong with the users that are there; empty if nothing is.
  ///
  /// The transaction that was under way, if any, is there as a whole or not at all: its users say so, and are acknowledged
  /// from then on.
  mutating func check() throws -> [String] {
    let found = try store.read { try $0.users(limit: 100_000) }
    let names = Dictionary(uniqueKeysWithValues: found.map { ($0.record.id, $0.record.name) })
    var wrong: [String] = []
    let unknown = names.keys.filter { acknowledged[$0] == nil }
    if !unknown.isEmpty {
      let (first, second) = (try UserID("\(last - 1)"), try UserID("\(last)"))
      if Set(unknown) != [first, second] { wrong.append("half of a transaction: \(unknown)") }
      let name = "Person \(last - 1)"
      for number in max(1, last - 21)...last {
        let id = try UserID("\(number)")
        if acknowledged[id] != nil || number >= last - 1 { acknowledged[id] = name }
      }
    }
    for (id, name) in acknowledged where names[id] != name {
      wrong.append("user \(id) is \(names[id] ?? "lost"), and was acknowledged as \(name)")
    }
    return wrong
  }

  /// Closes the store and has the database checked by SQLite on a real disk.
  func checkDatabase() throws {
    try store.close()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-disk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // With what SQLite puts beside the file.
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("lockstep.sqlite")
    try Data(disk.snapshot().database).write(to: file)
    _ = try DatabaseCopy.check(file)
  }
}
