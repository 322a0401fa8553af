import BenchInputs
import Crypto
import Foundation
import LockstepCore
import LockstepStore
import LockstepTesting

/// How long a people file takes, through the code that the server runs: reading and planning, applying, and a file in
/// which nothing changed. Beside it the same comparison by Python's csv module and SQLite, which checks nothing.
struct AutoSyncFigures {
  let people: Int
  let directory: URL
  /// In milliseconds.
  let planLimit: Double
  let applyLimit: Double?

  func measure() throws -> [Figure] {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try PreparedDirectory(directory).open()
    defer { try? store.close() }
    let project = try store.write { try $0.addProject(ProjectSettings(name: "Bench"), at: 1) }
    let first = PeopleCSV(people: people).bytes
    ProgressLine.tell("auto-sync: the first file, \(people) people")
    let filled = try seconds { try run(first, project, store) }
    let changed = PeopleCSV(people: people, isChanged: true).bytes
    ProgressLine.tell("auto-sync: the second file, 1 % changed")
    Memory.forget()
    let before = Memory.peak()
    let (plan, planned) = try seconds { try self.plan(changed, project, store) }
    let peak = Memory.peak()
    let peer = try PythonPeer(database: directory.appendingPathComponent("lockstep.sqlite"), csv: changed).seconds()
    let (applied, outcome) = try seconds { try apply(planned, changed, project, store) }
    guard outcome.outcome == .done, outcome.counts.updated == people / 200 else { throw Unexpected(run: outcome) }
    let same = try seconds {
      let file = file(changed, project)
      guard try store.read({ try $0.isSame(file) }) else { throw Unexpected(run: outcome) }
      _ = try store.write { try $0.noteSame(file, at: 3) }
    }
    let name = "auto-sync, \(people) people"
    var figures = [
      Figure("\(name): first file, all new", filled.seconds * 1000, "ms"),
      Figure("\(name): read and plan, 1 % changed", plan * 1000, "ms", atMost: planLimit),
      Figure("\(name): the same by Python's csv and SQLite", peer * 1000, "ms"),
      Figure("\(name): plan / Python", plan / peer, "×", atMost: 1),
      Figure("\(name): apply, durable", applied * 1000, "ms", atMost: applyLimit),
      Figure("\(name): no change", same.seconds * 1000, "ms", atMost: applyLimit == nil ? nil : 200),
      Figure("\(name): peak memory", Double(peak) / 1_048_576, "MiB", atMost: applyLimit == nil ? 512 : nil),
    ]
    if before > 512 << 20 { figures.append(Figure("\(name): memory before", Double(before) / 1_048_576, "MiB")) }
    return figures
  }

  struct Unexpected: Error {
    let run: StoredRun
  }

  private typealias Planned = (matched: Matched, shape: PeopleFile.Shape, version: Int64)

  private func plan(_ bytes: [UInt8], _ project: StoredProject, _ store: Store) throws -> Planned {
    let (roster, version) = try store.read { store in
      (try store.roster(ofProject: project.id), try store.project(project.id).peopleVersion)
    }
    var (reader, matching) = (PeopleReader(), RowMatching(roster: roster, hash: store.rowHash))
    for start in stride(from: 0, to: bytes.count, by: 1 << 18) {
      reader.read(bytes[start..<min(bytes.count, start + 1 << 18)]) { matching.add($0) }
    }
    guard case .read(let shape) = reader.finish(row: { matching.add($0) }) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    let matched = matching.finish()
    _ = try store.read { try $0.plan(matched, ofProject: project.id, at: 2) }
    return (matched, shape, version)
  }

  private func apply(
    _ planned: Planned, _ bytes: [UInt8], _ project: StoredProject, _ store: Store
  ) throws -> StoredRun {
    let file = file(bytes, project)
    return try store.write { store in
      try store.apply(planned.matched, planned.shape, of: file, peopleVersion: planned.version, at: 2)
    }
  }

  private func run(_ bytes: [UInt8], _ project: StoredProject, _ store: Store) throws -> StoredRun {
    try apply(plan(bytes, project, store), bytes, project, store)
  }

  private func file(_ bytes: [UInt8], _ project: StoredProject) -> IncomingFile {
    IncomingFile(
      project: project.id, way: .upload, actor: "bench", name: "mobile-id-users.csv",
      digest: Array(SHA256.hash(data: bytes)), bytes: bytes.count, startedAt: 1)
  }

  private func seconds<Value>(_ body: () throws -> Value) rethrows -> (seconds: Double, value: Value) {
    let started = ContinuousClock.now
    let value = try body()
    let taken = ContinuousClock.now - started
    return (taken.inSeconds, value)
  }
}
