import BenchInputs
import LockstepCore
import LockstepStore

/// A project with 10,000 people of an earlier file, and the next one.
final class PlanBench {
  private let store: Store
  private let project: Int64
  private let changed = PeopleCSV(people: 10_000, isChanged: true).bytes

  init() throws {
    store = try PreparedDirectory(ScratchFolder.make()).open()
    let project = try store.write { try $0.addProject(ProjectSettings(name: "Bench"), at: 1) }.id
    self.project = project
    let (first, shape) = try matched(PeopleCSV(people: 10_000).bytes)
    let file = IncomingFile(
      project: project, way: .upload, actor: "bench", name: "mobile-id-users.csv",
      digest: [UInt8](repeating: 1, count: 32), bytes: 1, startedAt: 1)
    let version = try store.read { try $0.project(project).peopleVersion }
    _ = try store.write { try $0.apply(first, shape, of: file, peopleVersion: version, at: 2) }
  }

  func matched() throws -> Matched { try matched(changed).rows }

  private func matched(_ bytes: [UInt8]) throws -> (rows: Matched, shape: PeopleFile.Shape) {
    let project = project
    let roster = try store.read { try $0.roster(ofProject: project) }
    var (reader, matching) = (PeopleReader(), RowMatching(roster: roster, hash: store.rowHash))
    reader.read(bytes) { matching.add($0) }
    guard case .read(let shape) = reader.finish(row: { matching.add($0) }) else { throw Unexpected() }
    return (matching.finish(), shape)
  }

  func plan(_ matched: Matched) throws -> Plan {
    let project = project
    return try store.read { try $0.plan(matched, ofProject: project, at: 3) }
  }
}

struct Unexpected: Error {}
