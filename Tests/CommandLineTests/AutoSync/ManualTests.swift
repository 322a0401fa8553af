import AdminModel
import Foundation
import LockstepTesting
import Testing

/// The manual of Auto-sync, step by step, with the real binary, a real mail server, and the downloaded task config run by
/// `sh` and curl as cron would.
@Suite("The manual of Auto-sync", .timeLimit(.minutes(2)))
struct ManualTests {
  fileprivate struct Scene {
    let server: ServerProcess
    let mail: MailServer
    let home: URL

    func export(_ rows: String..., withSyncIDs: Bool = true) throws {
      let head = "First name,Last name,E-mail address,ID" + (withSyncIDs ? ",Sync ID" : "")
      try Data(([head] + rows).map { $0 + "\n" }.joined().utf8)
        .write(to: home.appendingPathComponent("mobile-id-users.csv"))
    }

    /// What the scheduled task does.
    func runTask(_ project: String = "north") async throws -> Int32 {
      try await BuiltBinary.run(
        ["/bin/sh", home.appendingPathComponent("autosync_\(project).sh").path, "mobile-id-users.csv"],
        environment: ["HOME": home.path], in: home
      ).code
    }

    func json<Value: Decodable>(_ arguments: String..., as _: Value.Type = Value.self) async throws -> Value {
      let result = try await BuiltBinary.run(
        arguments + ["--server-url", server.httpURL, "--token-file", server.tokenFile, "--format", "json"])
      #expect(result.code == 0, "\(arguments.prefix(3)): \(result.errors)")
      return try AdminJSON.decoder.decode(Value.self, from: Data(result.output.utf8))
    }

    /// `name: status`, in the order of the names.
    func people(_ project: String = "north") async throws -> [String] {
      let people: [PersonResource] = try await json("project", "people", project)
      return people.map { "\($0.firstName) \($0.lastName): \($0.status)" }.sorted()
    }

    /// The answer to a page's button, or to opening the page.
    func open(_ url: String, pressing: Bool = false) async throws -> String {
      let result = try await BuiltBinary.run(
        ["/usr/bin/curl", "-s", "-i"] + (pressing ? ["-X", "POST"] : []) + [url], in: nil)
      return result.output
    }
  }

  private func run(_ body: (Scene) async throws -> Void) async throws {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-manual-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    let mail = try await MailServer.start()
    let server = try await ServerProcess.start(in: home.appendingPathComponent("data"))
    let scene = Scene(server: server, mail: mail, home: home)
    do {
      try await body(scene)
    } catch {
      await server.terminate()
      await mail.stop()
      throw error
    }
    #expect(await server.terminate() == 0)
    await mail.stop()
  }

  private func setUp(_ scene: Scene) async throws {
    let server = scene.server
    for command in [
      [
        "mail", "set", "--host", "127.0.0.1", "--port", "\(scene.mail.port)", "--security", "none", "--sender",
        "doors@a.example",
      ],
      ["administrator", "add", "Nora", "--role", "viewer", "--email", "nora@a.example"],
      ["project", "add", "North"], ["project", "admin", "north", "Nora", "--official-contact"],
      ["project", "task-config", "north", "--kind", "cron", "--into", scene.home.path],
    ] {
      let result = try await BuiltBinary.run(
        command + ["--server-url", server.httpURL, "--token-file", server.tokenFile])
      #expect(result.code == 0, "\(command): \(result.errors)")
    }
  }

  private func contains(_ text: String) -> @Sendable (ReceivedMail) -> Bool { { $0.subject.contains(text) } }

  @Test(
    "AUTO-2 AUTO-9 AUTO-10 AUTO-11 AUTO-12 AUTO-13 export, task, invitations, activation, update, removal, errors, info box"
  )
  func manual() async throws {
    try await run { scene in
      try await setUp(scene)
      // Export, and the task runs.
      try scene.export(
        "Ada,Quill,ada@a.example,0042,s1", "Bo,Lind,bo@a.example,43,s2", "Cleo,Marsh,cleo@a.example,44,s3")
      #expect(try await scene.runTask() == 0)
      let invitation = try await scene.mail.mail(to: "ada@a.example")
      _ = try await scene.mail.mails(count: 3)
      try await scene.until(["Ada Quill: invitation-sent", "Bo Lind: invitation-sent", "Cleo Marsh: invitation-sent"])

      // Opening the link changes nothing; the button does, once.
      let link = try #require(invitation.links.first)
      #expect(link.hasPrefix(scene.server.httpURL + "/invitation/"))
      #expect(try await scene.open(link).contains("Activate on this phone"))
      #expect(try await scene.people()[0] == "Ada Quill: invitation-sent")
      #expect(try await scene.open(link, pressing: true).contains("303"))
      #expect(try await scene.people()[0] == "Ada Quill: active")
      #expect(try await scene.open(link, pressing: true).contains("404"))

      // Another e-mail address with Sync ID is the same person; who is gone is told.
      try scene.export("Ada,Quill,quill@a.example,0042,s1", "Bo,Lind,bo@a.example,43,s2")
      #expect(try await scene.runTask() == 0)
      #expect(try await scene.people() == ["Ada Quill: active", "Bo Lind: invitation-sent"])
      let ended = try await scene.mail.mail { $0.recipients == ["cleo@a.example"] && $0.subject.contains("ended") }
      #expect(ended.text.contains("Cleo Marsh"))

      // A file with errors changes nobody, and its errors are mailed.
      try scene.export("Ada,Quill,quill@a.example,0042,s1", "Bo,Lind,nobody,43,s2")
      #expect(try await scene.runTask() == 3)
      let errors = try await scene.mail.mail(to: "nora@a.example")
      #expect(errors.text.contains("Line 3, E-mail address") && errors.text.contains("nobody"))
      #expect(try await scene.people().count == 2)

      // The info box tells of the last run that was completed, not of the refused one.
      let project: ProjectResource = try await scene.json("project", "show", "north")
      let runs: [RunResource] = try await scene.json("auto-sync", "history", "--project", "north")
      #expect(runs.map(\.outcome) == ["refused", "done", "done"])
      #expect(project.completedAt == runs[1].endedAt)
      let keys: [ProjectKeyResource] = try await scene.json("project", "key", "list", "north")
      #expect(keys.count == 1 && keys[0].usedAt != nil)
    }
  }

  @Test("AUTO-3 without a Sync ID another e-mail address is a deletion and a new invitation")
  func withoutSyncID() async throws {
    try await run { scene in
      try await setUp(scene)
      let others = ["Bo,Lind,bo@a.example,43", "Cleo,Marsh,cleo@a.example,44"]
      try scene.export("Ada,Quill,ada@a.example,42", others[0], others[1], withSyncIDs: false)
      #expect(try await scene.runTask() == 0)
      _ = try await scene.mail.mails(count: 3)
      try await scene.until(["Ada Quill: invitation-sent", "Bo Lind: invitation-sent", "Cleo Marsh: invitation-sent"])
      try scene.export("Ada,Quill,quill@a.example,42", others[0], others[1], withSyncIDs: false)
      #expect(try await scene.runTask() == 0)
      _ = try await scene.mail.mail { $0.recipients == ["ada@a.example"] && $0.subject.contains("ended") }
      _ = try await scene.mail.mail(to: "quill@a.example")
    }
  }

  @Test(
    "AUTO-6 AUTO-9 exit codes: 3 for an empty file, 4 for one that lost 100 of 1,000 and for one cut before its last row"
  )
  func exitCodes() async throws {
    try await run { scene in
      let rows = (0..<1000).map { "Vera\($0),Holm,v\($0)@a.example,\(5000 + $0),s\($0)" }
      func file(_ name: String, _ rows: [String]) throws -> String {
        let url = scene.home.appendingPathComponent(name)
        let text =
          rows.isEmpty ? "" : (["First name,Last name,E-mail address,ID,Sync ID"] + rows).joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: url)
        return url.path
      }
      func sync(_ file: String, _ options: String...) async throws -> Int32 {
        try await BuiltBinary.run(
          [
            "auto-sync", "run", file, "--project", "north", "--server-url", scene.server.httpURL, "--token-file",
            scene.server.tokenFile,
          ] + options
        ).code
      }
      #expect(try await scene.server.run("project", "add", "North").code == 0)
      let whole = try file("whole.csv", rows)
      #expect(try await sync(whole, "--dry-run") == 0)
      #expect(try await scene.people().isEmpty)
      #expect(try await sync(whole) == 0)
      #expect(try await sync(file("empty.csv", [])) == 3)
      #expect(try await sync(file("cut.csv", rows.dropLast())) == 4)
      let lost = try file("lost.csv", Array(rows.prefix(400) + rows.dropFirst(500)))
      let held = try await scene.server.run("auto-sync", "run", lost, "--project", "north")
      #expect(
        held.code == 4 && held.output.contains("lockstep auto-sync approve 4 --project north\n"), "\(held.output)")
      #expect(try await scene.people().count == 1000)
      #expect(try await scene.server.run("project", "edit", "north", "--disable-auto-sync").code == 0)
      #expect(try await sync(whole) == 5)
      #expect(try await BuiltBinary.run("auto-sync", "run").code == 64)
    }
  }
}

extension ManualTests.Scene {
  /// The mail server has a mail a moment before the outcome of its hand-over is durable.
  fileprivate func until(_ expected: [String]) async throws {
    var found = try await people()
    while found != expected {
      try await Task.sleep(for: .milliseconds(20))
      found = try await people()
    }
  }
}
