import BenchInputs
import LockstepCore
import LockstepStore

/// A project with 100,000 people of an earlier file, and the next one.
final class PlanBench {
  private let store: Store
  private let project: StoredProject
  private let changed = PeopleCSV(people: 100_000, isChanged: true).bytes

  init() throws {
    store = try PreparedDirectory(ScratchFolder.make()).open()
    project = try store.write { try $0.addProject(ProjectSettings(name: "Bench"), at: 1) }
    let (first, shape) = try matched(PeopleCSV(people: 100_000).bytes)
    let file = IncomingFile(
      project: project.id, way: .upload, actor: "bench", name: "mobile-id-users.csv",
      digest: [UInt8](repeating: 1, count: 32), bytes: 1, startedAt: 1)
    let version = try store.read { try $0.project(project.id).peopleVersion }
    _ = try store.write { try $0.apply(first, shape, of: file, peopleVersion: version, at: 2) }
  }

  func matched() throws -> Matched { try matched(changed).rows }

  private func matched(_ bytes: [UInt8]) throws -> (rows: Matched, shape: PeopleFile.Shape) {
    let roster = try store.read { try $0.roster(ofProject: project.id) }
    var (reader, matching) = (PeopleReader(), RowMatching(roster: roster, hash: store.rowHash))
    reader.read(bytes) { matching.add($0) }
    guard case .read(let shape) = reader.finish(row: { matching.add($0) }) else { throw Unexpected() }
    return (matching.finish(), shape)
  }

  func plan(_ matched: Matched) throws -> Plan { try store.read { try $0.plan(matched, ofProject: project.id, at: 3) } }
}

struct Unexpected: Error {}
