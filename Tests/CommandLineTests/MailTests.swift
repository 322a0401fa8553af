import Foundation
import LockstepTesting
import Testing

@Suite("lockstep mail", .timeLimit(.minutes(1)))
struct MailTests {
  @Test("AUTO-13 a mail server is set with a password from a file, tested, listed and forgotten, by commands")
  func commands() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-mail-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let mail = try await MailServer.start("--starttls", "--user", "doors", "--password", "open sesame")
    let files = (
      password: directory.appendingPathComponent("password"), authority: directory.appendingPathComponent("pem")
    )
    try Data("open sesame\n".utf8).write(to: files.password)
    try Data(mail.authority.utf8).write(to: files.authority)
    let server = try await ServerProcess.start(in: directory.appendingPathComponent("data"))
    let none = try await server.run("mail", "show")
    #expect(none.code == 0 && none.output.contains("none: mail waits"))
    #expect(try await server.run("mail", "test", "--to", "ada@example.com").code == 1)
    let set = try await server.run(
      "mail", "set", "--host", "127.0.0.1", "--port", "\(mail.port)", "--user", "doors", "--password-file",
      files.password.path, "--certificates", files.authority.path, "--sender", "doors@example.com")
    #expect(set.code == 0, "\(set.errors)")
    #expect(!set.output.contains("sesame"))
    let test = try await server.run("mail", "test", "--to", "ada@example.com")
    #expect(test.code == 0 && test.output.contains("took the mail: 250 2.0.0 taken as 4711"), "\(test.output)")
    #expect(try await mail.mail(to: "ada@example.com").text.contains(server.httpURL))
    #expect(try await server.run("mail", "test", "--to", "refuse@example.com").code == 1)
    let show = try await server.run("mail", "show", "--format", "json")
    #expect(show.output.contains("\"hasPassword\" : true") && !show.output.contains("sesame"))
    #expect(try await server.run("mail", "list").code == 0)
    #expect(try await server.run("mail", "retry", "--all").output.contains("0 mails tried again"))
    #expect(try await server.run("mail", "retry").code == 64)
    #expect(try await server.run("mail", "retry", "7").code == 1)
    #expect(try await server.run("mail", "remove").code == 0)
    #expect(try await server.run("mail", "show").output.contains("none: mail waits"))
    #expect(!server.errors.contains("sesame"))
    #expect(await server.terminate() == 0)
    await mail.stop()
  }
}
