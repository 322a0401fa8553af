import AdminModel
import Foundation
import LockstepTesting
import Testing

/// A server that is killed while it applies a file.
@Suite("A run that is cut off", .timeLimit(.minutes(2)))
struct AutoSyncKillTests {
  @Test("AUTO-5 a server killed in the middle of a run has applied all of it or nothing")
  func kill() async throws {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-kill-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    let file = home.appendingPathComponent("people.csv")
    let rows = (0..<2000).map { "Vera\($0),Holm,v\($0)@a.example,\(5000 + $0),s\($0)\n" }.joined()
    try Data(("First name,Last name,E-mail address,ID,Sync ID\n" + rows).utf8).write(to: file)
    var server = try await ServerProcess.start(in: home.appendingPathComponent("data"))
    #expect(try await server.run("project", "add", "North").code == 0)
    var last = 0
    for pause in [0, 100, 250, 500, 1000] {
      let running = server
      async let upload = running.run("auto-sync", "run", file.path, "--project", "north")
      // From the arrival of the file on, whatever is going on then.
      while !isReading(running), last == 0 { try await Task.sleep(for: .milliseconds(5)) }
      try await Task.sleep(for: .milliseconds(pause))
      await running.kill()
      _ = try await upload
      server = try await ServerProcess.start(in: home.appendingPathComponent("data"), after: server)
      let result = try await server.run("project", "people", "north", "--format", "json")
      let people = try AdminJSON.decoder.decode([PersonResource].self, from: Data(result.output.utf8))
      #expect(people.count == 0 || people.count == 2000)
      #expect(people.count >= last)
      last = people.count
      let history = try await server.run("auto-sync", "history", "--project", "north", "--format", "json")
      let runs = try AdminJSON.decoder.decode([RunResource].self, from: Data(history.output.utf8))
      #expect(runs.isEmpty == (last == 0))
      #expect(try uploads(home).isEmpty, "nothing is left of an upload")
    }
    await server.terminate()
  }

  /// Whether the server has an upload: a file without a name.
  private func isReading(_ server: ServerProcess) -> Bool {
    let folder = "/proc/\(server.identifier)/fd/"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.contains { name in
      (try? FileManager.default.destinationOfSymbolicLink(atPath: folder + name))?.contains("/uploads/") ?? false
    }
  }

  private func uploads(_ home: URL) throws -> [String] {
    let folder = home.appendingPathComponent("data/uploads").path
    return (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }
}
