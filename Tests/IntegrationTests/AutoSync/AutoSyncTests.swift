import Foundation
import LockstepCore
import LockstepStore
import Testing

@testable import LockstepServer

@Suite("Runs at the server", .timeLimit(.minutes(1)))
struct AutoSyncTests {
  private static func crowd(_ numbers: Range<Int>) -> String {
    "First name,Last name,E-mail address,ID,Sync ID\n"
      + numbers.map { "Vera\($0),Holm,v\($0)@a.example,\(5000 + $0),s\($0)\n" }.joined()
  }

  private static func project(_ server: TestServer, watching path: String = "") async throws -> StoredProject {
    try await server.engine.commit { store in
      var settings = ProjectSettings(name: "North")
      settings.watchedPath = path
      return try store.addProject(settings, at: 1)
    }
  }

  private static func file(_ sync: AutoSync, _ text: String, _ project: StoredProject) throws -> SpooledFile {
    let file = try sync.spool(for: project)
    try file.append(Data(text.utf8))
    return file
  }

  private static let actor = Actor(name: "payroll", way: .token, address: "")

  @Test("AUTO-9 two runs of one project at once: the second is refused; of two projects both go on")
  func twice() async throws {
    try await TestServer.run { server in
      let sync = AutoSync(engine: server.engine, directory: server.directory)
      let north = try await Self.project(server)
      let south = try await server.engine.commit { try $0.addProject(ProjectSettings(name: "South"), at: 1) }
      let text = Self.crowd(0..<2000)
      let files = try (0..<3).map { _ in try Self.file(sync, text, north) }
      let other = try Self.file(sync, "First name,Last name,E-mail address,ID\nAda,Quill,ada@a.example,7\n", south)
      let outcomes = await withTaskGroup(of: String.self) { tasks in
        for file in files {
          tasks.addTask {
            do {
              return try await sync.run(file, project: north.id, way: .upload, actor: Self.actor, name: "").outcome
                .rawValue
            } catch {
              return "\(error)"
            }
          }
        }
        tasks.addTask {
          (try? await sync.run(other, project: south.id, way: .upload, actor: Self.actor, name: ""))?.outcome.rawValue
            ?? ""
        }
        return await tasks.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count { $0 == "done" } == 2)
      #expect(outcomes.count { $0.contains("another run of project North is going") } == 2)
      #expect(try await server.store.read { try $0.managedCount(ofProject: north.id) } == 2000)
      #expect(try await server.store.read { try $0.runs(ofProject: north.id, limit: 10) }.count == 1)
    }
  }

  @Test("AUTO-5 people who change while a file is read are matched anew")
  func changedMeanwhile() async throws {
    try await TestServer.run { server in
      let sync = AutoSync(engine: server.engine, directory: server.directory)
      let north = try await Self.project(server)
      _ = try await sync.run(
        Self.file(sync, Self.crowd(0..<50), north), project: north.id, way: .upload, actor: Self.actor, name: "")
      let people = try await server.store.read { try $0.people(PeopleQuery(project: north.id, limit: 100), at: 0) }
      let file = try Self.file(sync, Self.crowd(0..<51), north)
      async let run = sync.run(file, project: north.id, way: .upload, actor: Self.actor, name: "")
      try await server.engine.commit { try $0.deleteUser(people[7].user, at: 5) }
      let report = try await run
      #expect(report.outcome == .done)
      // Deleted before or after: either way nobody is there twice.
      let count = try await server.store.read { try $0.managedCount(ofProject: north.id) }
      #expect(count == 51 || count == 50)
      let again = try await sync.run(
        Self.file(sync, Self.crowd(0..<51), north), project: north.id, way: .upload, actor: Self.actor, name: "")
      #expect(again.outcome != .refused)
      #expect(try await server.store.read { try $0.managedCount(ofProject: north.id) } == 51)
    }
  }

  @Test("AUTO-9 a watched file is read once it is still: two looks find equal size, time and digest")
  func watched() async throws {
    try await TestServer.run { server in
      let url = server.directory.appendingPathComponent("export.csv")
      let sync = AutoSync(engine: server.engine, directory: server.directory)
      let project = try await Self.project(server, watching: url.path)
      let watch = WatchedPaths(sync)
      var (seen, done): ([Int64: WatchedPaths.Look], [Int64: WatchedPaths.Look]) = ([:], [:])
      func runs() async throws -> Int {
        try await server.store.read { try $0.runs(ofProject: project.id, limit: 10).count }
      }
      try await watch.look(&seen, &done)
      #expect(try await runs() == 0, "there is no file")
      try Data(Self.crowd(0..<3).utf8).write(to: url)
      try await watch.look(&seen, &done)
      #expect(try await runs() == 0, "it may still be written")
      try Data(Self.crowd(0..<4).utf8).write(to: url)
      try await watch.look(&seen, &done)
      #expect(try await runs() == 0, "it was still written")
      try await watch.look(&seen, &done)
      #expect(try await runs() == 1)
      for _ in 0..<3 { try await watch.look(&seen, &done) }
      #expect(try await runs() == 1, "it has not changed since")
      try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: 60)], ofItemAtPath: url.path)
      for _ in 0..<2 { try await watch.look(&seen, &done) }
      #expect(try await runs() == 2, "the same again is a sign of life")
      #expect(try await server.store.read { try $0.managedCount(ofProject: project.id) } == 4)
      try FileManager.default.removeItem(at: url)
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      for _ in 0..<2 { try await watch.look(&seen, &done) }
      #expect(try await runs() == 2, "a folder is no file")
    }
  }
}
