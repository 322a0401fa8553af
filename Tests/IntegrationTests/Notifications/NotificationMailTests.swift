import DeviceSimulator
import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

@testable import LockstepServer

@Suite("Notifications by mail", .timeLimit(.minutes(1)))
struct NotificationMailTests {
  @Test("AUTO-13 a door that goes away is told by mail, and its return too")
  func offline() async throws {
    let mail = try await MailServer.start()
    try await Doors.run(1) { doors in
      let server = doors.server
      try await server.use(mail)
      try await server.engine.commit {
        try $0.set(
          StoredNotification(kind: .deviceOffline, isOn: true, minutes: 0, recipients: ["guard@example.com"]))
      }
      let watch = NotificationWatch(engine: server.engine, data: server.directory)
      try await watch.look(at: server.engine.now())
      #expect(try await server.store.read { try $0.mails(MailQuery(limit: 10)) }.isEmpty)
      try await doors.away(0) {
        let device = doors[0].id
        try await doors.until("the door is away") { !$0.server.engine.isOnline(device) }
        try await watch.look(at: server.engine.now())
        let gone = try await mail.mail(to: "guard@example.com")
        #expect(gone.subject == "Devices offline: 1")
        #expect(gone.text.contains("1001") && gone.text.contains("(UTC)"))
        #expect(gone.text.contains("another mail when it is over"))
      }
      try await watch.look(at: server.engine.now())
      let back = try await mail.mails(count: 2)[1]
      #expect(back.subject == "Devices connected again: 1")
      #expect(!back.text.contains("{{") && !back.html.contains("{{"))
    }
    await mail.stop()
  }
}
