import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

@Suite("What people are told of")
struct CausesTests {
  private static let minute: Int64 = 60_000
  private static let hour: Int64 = 3_600_000

  private func choose(_ scene: StoreScene, _ kind: NotificationKind, minutes: Int? = nil, isOn: Bool = true) throws {
    try scene.store.write {
      try $0.set(StoredNotification(kind: kind, isOn: isOn, minutes: minutes, recipients: ["a@b", "c@d"]))
    }
  }

  /// One look.
  private func look(_ scene: StoreScene, online: Set<DeviceID> = [], at now: Int64, disk: Bool = false) throws {
    try scene.store.write { store in
      var found = try store.reading.causes(online: online, at: now)
      if disk { found.append(Cause(.diskNearlyFull, since: now, amount: "300 MB")) }
      try store.tell(found, at: now)
    }
  }

  /// Kinds of the mails to one recipient so far, oldest first.
  private func told(_ scene: StoreScene) throws -> [MailKind] {
    try scene.store.read { try $0.mails(MailQuery(limit: 1000)) }.filter { $0.recipient == "a@b" }.map(\.kind)
      .reversed()
  }

  private func lastMail(_ scene: StoreScene) throws -> StoredMail {
    try #require(try scene.store.read { try $0.mails(MailQuery(limit: 1)) }.first)
  }

  @Test("doors that are away for as long as was chosen are told in one mail to each, and once; so is their return")
  func offline() throws {
    try StoreScene.run { scene in
      let doors: Set = [try scene.door(1001).device, try scene.door(1002).device]
      try choose(scene, .deviceOffline, minutes: 15)
      try look(scene, at: 14 * Self.minute)
      #expect(try told(scene).isEmpty)
      try look(scene, at: 16 * Self.minute)
      #expect(try told(scene) == [.notification])
      let mail = try lastMail(scene)
      #expect(mail.content["device-offline"] == "2")
      let since = try scene.store.read { try $0.shownTime(1) }
      #expect(
        mail.content["items"]
          == .rows([["text": "Device 1001", "since": since], ["text": "Device 1002", "since": since]]))
      try look(scene, at: 300 * Self.minute)
      #expect(try told(scene).count == 1)
      try look(scene, online: doors, at: 301 * Self.minute)
      #expect(try told(scene) == [.notification, .notificationOver])
      #expect(try lastMail(scene).content["device-offline"] == "2")
      try look(scene, online: doors, at: 302 * Self.minute)
      #expect(try told(scene).count == 2)
    }
  }

  @Test("a door that comes and goes is told of once an hour")
  func flapping() throws {
    try StoreScene.run { scene in
      let door = try scene.door().device
      try choose(scene, .deviceOffline, minutes: 0)
      for minute in stride(from: Int64(10), to: 70, by: 2) {
        try look(scene, at: minute * Self.minute)
        try look(scene, online: [door], at: (minute + 1) * Self.minute)
      }
      #expect(try told(scene) == [.notification, .notificationOver])
      try look(scene, at: 71 * Self.minute)
      #expect(try told(scene) == [.notification, .notificationOver, .notification])
    }
  }

  @Test("something new among what is open is told after an hour at the earliest; when nothing is open any more, once")
  func entries() throws {
    try StoreScene.run { scene in
      let door = try scene.door().device
      try choose(scene, .transfersStopped)
      func open(_ user: String) throws {
        _ = try scene.store.write {
          try $0.open(.transferFailed, user: UserID(user), device: door, reason: "full", at: 5)
        }
      }
      try look(scene, at: 1)
      #expect(try told(scene).isEmpty)
      try open("17")
      try look(scene, at: Self.minute)
      try look(scene, at: 2 * Self.minute)
      #expect(try told(scene).count == 1)
      #expect(try lastMail(scene).content["items"] == .rows([["text": "transfer failed: 1"]]))
      try open("18")
      try look(scene, at: 3 * Self.minute)
      #expect(try told(scene).count == 1)
      try look(scene, at: Self.minute + Self.hour)
      #expect(try told(scene).count == 2)
      #expect(try lastMail(scene).content["transfers-stopped"] == "2")
      try look(scene, at: 5 * Self.hour)
      #expect(try told(scene).count == 2)
      try scene.store.write { try $0.close([.transferFailed], device: door, outcome: "dismiss", at: 6) }
      try look(scene, at: 6 * Self.hour)
      try look(scene, at: 7 * Self.hour)
      #expect(try told(scene) == [.notification, .notification, .notificationOver])
    }
  }

  @Test("LOG-3 lost logs are told as they happen, never as over; those from before somebody chose it are past")
  func lostLogs() throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      try scene.ingest([StoreScene.entry(5)], door)
      #expect(try scene.events(.logsLost).count == 1)
      try choose(scene, .eventLogsLost)
      try look(scene, at: Self.minute)
      #expect(try told(scene).isEmpty)
      try scene.ingest([StoreScene.entry(9)], door)
      try look(scene, at: 2 * Self.minute)
      #expect(try told(scene) == [.notification])
      #expect(try lastMail(scene).content["event-logs-lost"] == "1")
      try scene.ingest([StoreScene.entry(12)], door)
      for minute: Int64 in 3...61 { try look(scene, at: minute * Self.minute) }
      #expect(try told(scene).count == 1)
      try look(scene, at: 62 * Self.minute)
      #expect(try told(scene) == [.notification, .notification])
    }
  }

  @Test("what nobody chose is told nobody, and switching it off and on again begins anew")
  func off() throws {
    try StoreScene.run { scene in
      _ = try scene.door()
      try look(scene, at: Self.hour, disk: true)
      #expect(try told(scene).isEmpty)
      try choose(scene, .diskNearlyFull)
      try look(scene, at: Self.hour, disk: true)
      #expect(try told(scene) == [.notification])
      #expect(try lastMail(scene).content["disk-nearly-full"] == "300 MB")
      try choose(scene, .diskNearlyFull, isOn: false)
      try look(scene, at: 2 * Self.hour)
      #expect(try told(scene).count == 1)
      try choose(scene, .diskNearlyFull)
      try look(scene, at: 2 * Self.hour + 1, disk: true)
      #expect(try told(scene) == [.notification, .notification])
    }
  }

  @Test("many doors at once make one mail, with the first twenty by name")
  func many() throws {
    try StoreScene.run { scene in
      for number: UInt32 in 1001...1030 { _ = try scene.door(number) }
      try choose(scene, .deviceOffline, minutes: 1)
      try look(scene, at: Self.hour)
      #expect(try told(scene) == [.notification])
      let mail = try lastMail(scene)
      guard case .rows(let rows) = mail.content["items"] else {
        Issue.record("no rows")
        return
      }
      #expect(rows.count == 20)
      #expect(mail.content["more"] == "10")
    }
  }
}
