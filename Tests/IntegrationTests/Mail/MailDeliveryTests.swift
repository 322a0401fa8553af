import Foundation
import LockstepCore
import LockstepStore
import LockstepTesting
import Synchronization
import Testing

@testable import LockstepServer

/// The outbox and a real mail server.
@Suite("Mail at a mail server", .timeLimit(.minutes(1)))
struct MailDeliveryTests {
  /// No pause between tries, so that nobody waits for one.
  private static let hurried = MailPace(firstPause: .milliseconds(1), longestPause: .milliseconds(1))

  private func run(
    pace: MailPace = hurried, _ options: String..., body: @Sendable (TestServer, MailServer) async throws -> Void
  ) async throws {
    let mail = try await MailServer.start(options)
    try await TestServer.run(configuration: { $0.mail = pace }) { server in try await body(server, mail) }
    await mail.stop()
  }

  private static let hello = MailItem(
    .invitation,
    content: ["name": "Zoë Ünal <script>", "project": "Büro Süd 東京", "link": "https://doors.example/i/abc"])

  @Test("AUTO-13 a mail arrives as it was meant: names, subject and long lines in any letters, text and HTML")
  func arrives() async throws {
    try await run { server, mail in
      let long = String(repeating: "sehr långer Text ohne Umbruch ", count: 100)
      let dots = ".\n..\n.leading\n" + long
      // An operator's own words.
      let own = server.directory.appendingPathComponent("mail-templates/en")
      try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
      for (name, text) in [("subject", "{{title}}"), ("txt", "{{what}}"), ("html", "<p>{{what}}</p>")] {
        try Data(text.utf8).write(to: own.appendingPathComponent("restored.\(name)"))
      }
      try await server.use(mail)
      try await server.post(
        MailItem(.restored, content: ["title": "Ärger an der Tür – 東京", "what": .text(dots)]), to: "ada@example.com")
      let got = try await mail.mail(to: "ada@example.com")
      #expect(got.defects.isEmpty)
      #expect(got.subject == "Ärger an der Tür – 東京")
      #expect(got.text.replacing("\r\n", with: "\n").hasPrefix(dots))
      #expect(got.html.contains(long))
      #expect(got.sender == "doors@example.com")
      #expect(got.headers["From"] == "Türen Süd <doors@example.com>")
      #expect(got.headers["To"] == "ada@example.com" || got.headers["To"] == "<ada@example.com>")
      #expect(got.headers["Auto-Submitted"] == "auto-generated")
      let raw = try #require(Data(base64Encoded: got.raw))
      #expect(raw.allSatisfy { $0 < 128 })
      let kept = try await server.outbox(1, becomes: .sent)
      #expect(kept.answer == "250 2.0.0 taken as 4711")
      #expect(kept.content.isEmpty)
    }
  }

  @Test("AUTO-13 one refused recipient among several has no effect on the others; each has a result of its own")
  func severalRecipients() async throws {
    try await run { server, mail in
      try await server.use(mail)
      try await server.post(
        Self.hello, to: "ada@example.com", "refuse@example.com", "spam@example.com", "bruno@example.com")
      try await server.outbox(1, becomes: .sent)
      #expect(try await server.outbox(2, becomes: .refused).answer == "550 5.1.1 no such user here")
      #expect(try await server.outbox(3, becomes: .refused).answer == "554 5.7.0 this looks like nothing good")
      try await server.outbox(4, becomes: .sent)
      let got = try await mail.mails(count: 2)
      #expect(Set(got.map(\.recipients)) == [["ada@example.com"], ["bruno@example.com"]])
      #expect(
        got.allSatisfy {
          $0.html.contains("Zoë Ünal &lt;script&gt;") && $0.links == ["https://doors.example/i/abc"]
        })
    }
  }

  @Test("AUTO-13 what is refused for now, or cut off, is tried again until it is taken", arguments: ["busy", "later"])
  func triedAgain(kind: String) async throws {
    try await run { server, mail in
      try await server.use(mail)
      try await server.post(Self.hello, to: "\(kind)@example.com")
      #expect(try await server.outbox(1, becomes: .sent).attempts == 2)
      #expect(try await mail.mails(count: 1).count == 1)
    }
  }

  @Test("AUTO-13 a connection that is lost in the middle of a mail, or before the answer to it, counts as not sent")
  func lost() async throws {
    try await run(pace: MailPace()) { server, mail in
      try await server.use(mail)
      try await server.post(Self.hello, to: "drop@example.com", "lose@example.com")
      let dropped = try await server.outbox(1) { $0.attempts == 1 }
      #expect(dropped.state == .waiting && !dropped.answer.isEmpty)
      let lost = try await server.outbox(2) { $0.attempts == 1 }
      #expect(lost.state == .waiting)
      #expect(lost.answer.contains("whether it arrived is not known"))
      let now = server.engine.now()
      try await server.engine.commit { _ = try $0.retryAllMail(at: now) }
      try await server.outbox(2, becomes: .sent)
      // It came twice, and can be known by its ID.
      let ids = try await mail.mails(count: 2).compactMap { $0.headers["Message-ID"] }
      #expect(ids.count == 2 && Set(ids).count == 1)
    }
  }

  @Test("AUTO-13 a mail that nobody takes is given up after its time, and can be tried again by hand")
  func givenUp() async throws {
    var pace = Self.hurried
    pace.longestTry = .zero
    try await run(pace: pace) { server, mail in
      try await server.use(mail)
      try await server.post(Self.hello, to: "busy@example.com")
      let given = try await server.outbox(1, becomes: .refused)
      #expect(given.answer.contains("given up after 1 tries: 451 4.3.0 come back later"))
      let now = server.engine.now()
      try await server.engine.commit { try $0.retryMail(1, at: now) }
      try await server.outbox(1, becomes: .sent)
    }
  }

  @Test("AUTO-13 with no mail server mail waits; with one that is down too, and it goes out as soon as there is one")
  func down() async throws {
    let first = try await MailServer.start()
    try await TestServer.run { server in
      try await server.post(Self.hello, to: "ada@example.com")
      #expect(try await server.store.read { try $0.mail(1) }.state == .waiting)
      await first.stop()
      try await server.use(first)
      try await server.outbox(1) { $0.attempts == 1 }
      #expect(server.engine.mail.problem?.isEmpty == false)
      try await server.post(Self.hello, to: "bruno@example.com")
      // The pause of a minute holds: the second one was not even tried.
      let second = try await MailServer.start(port: first.port)
      #expect(try await server.store.read { try $0.mail(2) }.attempts == 0)
      let now = server.engine.now()
      try await server.engine.commit { _ = try $0.retryAllMail(at: now) }
      server.engine.mail.tryNow()
      try await second.mails(count: 2)
      try await server.outbox(1, becomes: .sent)
      try await server.outbox(2, becomes: .sent)
      #expect(server.engine.mail.problem == nil)
      await second.stop()
    }
  }

  @Test("AUTO-13 how a try at an earlier mail server ends puts nothing off at the one that was set since")
  func changedMeanwhile() async throws {
    let hour = Duration.seconds(3600)
    try await run(pace: MailPace(firstPause: hour, longestPause: hour)) { server, first in
      let second = try await MailServer.start()
      try await server.use(first)
      try await server.post(Self.hello, to: "slow@example.com")
      try await first.event { if case .waiting = $0 { true } else { nil } }
      try await server.use(second)
      await first.stop()
      try await second.event { if case .waiting = $0 { true } else { nil } }
      try second.goOn()
      try await server.outbox(1, becomes: .sent)
      #expect(server.engine.mail.problem == nil)
      await second.stop()
    }
  }

  @Test("AUTO-13 a mail server that does not answer is left after a while, and the server ends promptly beside it")
  func slow() async throws {
    var pace = MailPace()
    pace.answerLimit = .seconds(1)
    try await run(pace: pace) { server, mail in
      try await server.use(mail)
      try await server.post(Self.hello, to: "slow@example.com")
      #expect(try await server.outbox(1) { $0.attempts == 1 }.answer.contains("whether it arrived is not known"))
    }
    let mail = try await MailServer.start()
    let began = ContinuousClock.now
    try await TestServer.run { server in
      try await server.use(mail)
      try await server.post(Self.hello, to: "slow@example.com")
      try await mail.event { if case .waiting = $0 { true } else { nil } }
    }
    #expect(ContinuousClock.now - began < .seconds(15))
    await mail.stop()
  }

  @Test("AUTO-13 what was handed over before a stop is not handed over again after it")
  func restart() async throws {
    let directory = TestServer.newDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let mail = try await MailServer.start()
    try await TestServer.run(in: directory) { server in
      try await server.use(mail)
      try await server.post(Self.hello, to: "ada@example.com", "slow@example.com")
      try await server.outbox(1, becomes: .sent)
      try await mail.event { if case .waiting = $0 { true } else { nil } }
    }
    try mail.goOn()
    try await TestServer.run(in: directory) { server in
      try await mail.event { if case .mail(let got) = $0, got.recipients == ["slow@example.com"] { true } else { nil } }
      try mail.goOn()
      try await server.outbox(2, becomes: .sent)
    }
    #expect(mail.mails.filter { $0.recipients == ["ada@example.com"] }.count == 1)
    await mail.stop()
  }

  @Test("AUTO-13 values made at the hand-over are in the mail, not in the outbox; nil withdraws it; its end is told")
  func hooks() async throws {
    try await run { server, mail in
      let told = Mutex<[String]>([])
      server.engine.mail.hooks = MailHooks { item in
        item.recipient == "gone@example.com" ? nil : ["link": "https://doors.example/i/secret"]
      } handedOver: { store, item, values, _ in
        told.withLock { $0.append("\(item.recipient) \(values["link"] == "https://doors.example/i/secret")") }
        _ = try store.post(MailItem(.test), to: ["after@example.com"], at: 1)
      }
      try await server.use(mail)
      try await server.post(MailItem(.invitation), to: "gone@example.com", "ada@example.com")
      try await server.outbox(1, becomes: .withdrawn)
      #expect(try await mail.mail(to: "ada@example.com").links == ["https://doors.example/i/secret"])
      try await server.outbox(2, becomes: .sent)
      try await server.outbox(3, becomes: .sent)
      #expect(told.withLock { $0 }.first == "ada@example.com true")
    }
  }
}
