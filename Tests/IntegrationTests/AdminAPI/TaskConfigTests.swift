import AdminClient
import AdminModel
import Foundation
import LockstepCore
import LockstepTesting
import Testing

@Suite("Task configs against the server", .timeLimit(.minutes(2)))
struct TaskConfigTests {
  private static func crowd(_ numbers: Range<Int>) -> String {
    "First name,Last name,E-mail address,ID,Sync ID\n"
      + numbers.map { "Vera\($0),Holm,v\($0)@a.example,\(5000 + $0),s\($0)\n" }.joined()
  }

  /// A server with the project `north`, and a folder with what was downloaded.
  private func run(
    kind: String, _ body: @Sendable (Administration, TaskConfigResource, URL) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("task-config-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        _ = try await admin.client.addProject(ProjectBody(name: "North"))
        let config = try await admin.client.taskConfig("north", kind: kind)
        for file in config.files {
          try #require(Data(base64Encoded: file.content)).write(to: folder.appendingPathComponent(file.name))
        }
        try await body(admin, config, folder)
      }
    }
  }

  @Test("AUTO-9, AUTO-10 the script uploads with curl, and ends with the code of what the file did")
  func script() async throws {
    try await run(kind: "cron") { admin, config, folder in
      #expect(config.files.filter(\.secret).map(\.name) == ["autosync_north.header"])
      let csv = folder.appendingPathComponent(TaskConfig.csvName)
      let script = folder.appendingPathComponent("autosync_north.sh").path
      func upload(_ text: String) async throws -> Int32 {
        try Data(text.utf8).write(to: csv)
        return await (try ProcessHandle(["/bin/sh", script, csv.path])).end(0)
      }
      #expect(try await upload(Self.crowd(0..<40)) == 0)
      #expect(try await admin.client.people("north").all().count == 40)
      #expect(try await upload(Self.crowd(0..<40)) == 0)
      #expect(try await upload(Self.crowd(0..<41) + "Eve,Stone,nobody,7,e7\n") == 3)
      #expect(try await upload("") == 3)
      #expect(try await upload(Self.crowd(0..<40).dropLast().description) == 3)
      #expect(try await upload(Self.crowd(0..<20)) == 4)
      #expect(try await upload(Self.crowd(0..<39)) == 4)
      #expect(try await admin.client.people("north").all().count == 40)
      _ = try await admin.client.changeProject("north", ProjectChange(enabled: .set(false)))
      #expect(try await upload(Self.crowd(0..<40)) == 5)
      _ = try await admin.client.changeProject("north", ProjectChange(enabled: .set(true)))
      let key = try #require(try await admin.client.projectKeys("north").first { $0.name == config.key })
      try await admin.client.removeProjectKey("north", key.id)
      #expect(try await upload(Self.crowd(0..<40)) == 5)
      try FileManager.default.removeItem(at: csv)
      #expect(await (try ProcessHandle(["/bin/sh", script, csv.path])).end(0) == 5)
    }
  }

  @Test("AUTO-9, AUTO-10 the task for Windows names the address and the key, and knows every outcome of an answer")
  func windows() async throws {
    try await run(kind: "windows") { admin, config, folder in
      let data = try Data(contentsOf: folder.appendingPathComponent("autosync_north.xml"))
      let task = try #require(String(data: data, encoding: .utf16))
      let url = try #require(task.firstMatch(of: /-Uri '([^']+)'/)).output.1
      #expect(url == "\(admin.url)/api/v1/projects/north/auto-sync")
      let key = String(try #require(task.firstMatch(of: /Bearer ([^']+)'/)).output.1)
      let codes = try #require(task.firstMatch(of: /switch\(\$answer\.outcome\)\{([^}]+\}[^}]+\}[^}]+\})\}/)).output.1
      for (text, status) in [
        (Self.crowd(0..<40), 200), (Self.crowd(0..<40), 200), (Self.crowd(0..<20), 202),
      ] {
        let answer = try await admin.send(
          "PUT", "/api/v1/projects/north/auto-sync", body: Data(text.utf8), token: key,
          fields: ["Content-Type": "text/csv"])
        #expect(answer.status == status)
        let result = try AdminJSON.decoder.decode(RunResult.self, from: answer.data)
        let code = UploadExit(status: status).rawValue
        #expect(codes.contains("'\(result.outcome)'{exit \(code)}"), "\(result.outcome)")
      }
      let refused = try await admin.send(
        "PUT", "/api/v1/projects/north/auto-sync", body: Data("nonsense\n".utf8), token: key,
        fields: ["Content-Type": "text/csv"])
      #expect(refused.status == 422)
    }
  }
}
