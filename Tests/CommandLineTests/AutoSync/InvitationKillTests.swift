import AdminModel
import Foundation
import LockstepTesting
import Testing

/// A server that is killed after a mail server took an invitation, and before it could keep that it did.
@Suite("An invitation that is cut off", .timeLimit(.minutes(1)))
struct InvitationKillTests {
  @Test(
    "AUTO-12 AUTO-13 an invitation whose hand-over was not kept comes again with a link that works; figures tell it")
  func kill() async throws {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-kill-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    let file = home.appendingPathComponent("people.csv")
    let rows = "Ada,Quill,hold.ada@a.example,42,s1\nBo,Lind,refuse.bo@a.example,43,s2\n"
    try Data(("First name,Last name,E-mail address,ID,Sync ID\n" + rows).utf8).write(to: file)
    let mail = try await MailServer.start()
    let killed = try await ServerProcess.start(in: home.appendingPathComponent("data"))
    #expect(try await killed.run("project", "add", "North").code == 0)
    #expect(try await killed.run("auto-sync", "run", file.path, "--project", "north").code == 0)
    #expect(try await killed.metric("lockstep_auto_sync_runs_total{outcome=\"done\"}") == 1)
    #expect(try await killed.metric("lockstep_auto_sync_held{project=\"north\"}") == 0)
    #expect(try await killed.metric("lockstep_auto_sync_missed{project=\"north\"}") == 0)
    #expect(try await killed.metric("lockstep_auto_sync_seconds_since_completed{project=\"north\"}") ?? -1 >= 0)
    let set = try await killed.run(
      "mail", "set", "--host", "127.0.0.1", "--port", "\(mail.port)", "--security", "none", "--sender",
      "doors@example.com")
    #expect(set.code == 0, "\(set.errors)")
    let first = try await mail.mail(to: "hold.ada@a.example")
    try await until { try await killed.metric("lockstep_mail_refused_total") == 1 }
    try await until { try await killed.metric("lockstep_mail_waiting") == 1 }
    await killed.kill()

    let server = try await ServerProcess.start(in: home.appendingPathComponent("data"), after: killed)
    let second = try #require(try await mail.mails(count: 2).last)
    #expect(second.recipients == ["hold.ada@a.example"])
    #expect(second.headers["Message-ID"] == first.headers["Message-ID"], "the same mail, as a mail program can tell")
    try await until { try await server.metric("lockstep_mail_sent_total") == 1 }
    try await until { try await server.metric("lockstep_mail_waiting") == 0 }
    let listed = try await server.run("mail", "list", "--project", "north", "--format", "json")
    let mails = try AdminJSON.decoder.decode([MailResource].self, from: Data(listed.output.utf8))
    #expect(mails.map(\.state) == ["refused", "sent"])
    let (dead, link) = (try #require(first.links.first), try #require(second.links.first))
    #expect(try await status(dead) == "404", "nobody knows of it")
    #expect(try await status(link) == "200")
    #expect(await server.terminate() == 0)
    await mail.stop()
  }

  private func status(_ link: String) async throws -> String? {
    let curl = try ProcessHandle(
      ["/usr/bin/curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}\n", link])
    for await line in curl.lines { return line }
    return nil
  }

  /// Figures follow what they tell of a moment later.
  private func until(_ isSo: () async throws -> Bool) async throws {
    while try await !isSo() { try await Task.sleep(for: .milliseconds(20)) }
  }
}
