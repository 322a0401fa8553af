import AdminClient
import AdminModel
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite("Users over the HTTP API", .timeLimit(.minutes(1)))
struct UserTests {
  private let secrets = (
    pin: Data(repeating: 0xAB, count: 32), template: Data(repeating: 0xCD, count: 100),
    photo: Data([0xFF, 0xD8, 0xFF]) + Data(repeating: 0xEF, count: 100)
  )

  private var everything: UserBody {
    UserBody(
      id: .set("17"), name: .set("Ada Example"), personalMessage: .set("Hello"), email: .set("ada@example.org"),
      phone: .set("+49 30 1234"), department: .set("Laboratory"), title: .set("Dr."),
      customFields: .set(["shift": "B"]), accessGroups: .set(["Laboratory"]),
      start: .set(Date(timeIntervalSince1970: 1_700_000_000)), end: .set(Date(timeIntervalSince1970: 1_800_000_000)),
      disabled: .set(false), securityLevel: .set(3), authenticationModes: .set([2, 1]), protected: .set(true),
      cards: .set([CardValue(kind: "csn", number: "12345"), CardValue(kind: "mobile", number: "0xFF")]),
      pin: .set(secrets.pin), photo: .set(secrets.photo),
      fingerprints: .set([FingerprintBody(index: 3, templates: [secrets.template])]),
      faces: .set([FaceBody(kind: "visual", index: 1, template: secrets.template)]),
      jobCodes: .set([JobCodeValue(code: 1, label: "In")]))
  }

  private func run(_ body: @Sendable (Administration) async throws -> Void) async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        _ = try await admin.client.addAccessGroup(named: "Laboratory")
        try await body(admin)
      }
    }
  }

  @Test("a user with every field is added and shown, SEC-3 without its secrets")
  func everyField() async throws {
    try await run { admin in
      let added = try await admin.client.addUser(everything)
      #expect(added.cards == [CardValue(kind: "csn", number: "12345"), CardValue(kind: "mobile", number: "255")])
      #expect(added.authenticationModes == [1, 2])
      #expect(added.fingerprints == [3])
      #expect(added.faces == [FaceSlot(kind: "visual", index: 1)])
      #expect(added.hasPIN && added.hasPhoto && added.protected)
      #expect(added.end == Date(timeIntervalSince1970: 1_800_000_000))
      #expect(added.accessGroups == ["Laboratory"])
      #expect(try await admin.client.user("17") == added)
      for path in ["/api/v1/users", "/api/v1/users/17", "/api/v1/users/17/provenance", "/api/v1/events"] {
        let text = try await admin.send("GET", path).text
        for secret in [secrets.pin, secrets.template, secrets.photo] {
          #expect(!text.contains(secret.base64EncodedString()))
        }
      }
    }
  }

  @Test("a change touches only the fields that are present; null clears; lists replace the whole list")
  func change() async throws {
    try await run { admin in
      let added = try await admin.client.addUser(everything)
      let changed = try await admin.client.changeUser(
        "17", UserBody(end: .clear, cards: .set([CardValue(kind: "csn", number: "9")]), pin: .clear))
      var expected = added
      expected.end = nil
      expected.cards = [CardValue(kind: "csn", number: "9")]
      expected.hasPIN = false
      expected.revision = changed.revision
      expected.version = added.version + 1
      expected.changedAt = changed.changedAt
      #expect(changed == expected)
      #expect(changed.revision > added.revision)
      let phone = try await admin.client.changeUser("17", UserBody(phone: .set("1")))
      #expect(phone.revision == changed.revision)
      #expect(phone.version == changed.version + 1)
    }
  }

  @Test("a change against an older version is refused")
  func versions() async throws {
    try await run { admin in
      let added = try await admin.client.addUser(UserBody(id: .set("17")))
      _ = try await admin.client.changeUser("17", UserBody(name: .set("Ada")), version: added.version)
      let problem = try await refusal {
        try await admin.client.changeUser("17", UserBody(name: .set("Bea")), version: added.version)
      }
      #expect(problem.status == 412)
      #expect(try await admin.client.user("17").name == "Ada")
    }
  }

  @Test("AUTO-14 a user without an ID gets the next one of the server's range")
  func range() async throws {
    try await run { admin in
      let ids = [
        try await admin.client.addUser(UserBody(name: .set("Ada"))).id,
        try await admin.client.addUser(UserBody(name: .set("Bea"))).id,
      ]
      #expect(ids == ["1000000000", "1000000001"])
    }
  }

  @Test("LIMIT-1 LIMIT-3 an ID that differs in case only, and a card of another user, are conflicts")
  func conflicts() async throws {
    try await run { admin in
      _ = try await admin.client.addUser(
        UserBody(id: .set("ada"), cards: .set([CardValue(kind: "csn", number: "1")])))
      let sameInOtherCase = try await refusal { try await admin.client.addUser(UserBody(id: .set("Ada"))) }
      #expect(sameInOtherCase.status == 409)
      #expect(sameInOtherCase.field == "id")
      let card = try await refusal {
        try await admin.client.addUser(
          UserBody(id: .set("bea"), cards: .set([CardValue(kind: "mobile", number: "0x01")])))
      }
      #expect(card.status == 409)
      #expect(card.field == "cards")
      #expect(card.detail.contains("ada"))
    }
  }

  @Test("an ID is never changed")
  func renamed() async throws {
    try await run { admin in
      _ = try await admin.client.addUser(UserBody(id: .set("17")))
      let problem = try await refusal { try await admin.client.changeUser("17", UserBody(id: .set("18"))) }
      #expect(problem.status == 400)
      #expect(problem.field == "id")
    }
  }

  @Test("DEL-6 a deleted user is restored as a new incarnation with the same credentials")
  func restore() async throws {
    try await run { admin in
      let added = try await admin.client.addUser(everything)
      try await admin.client.removeUser("17")
      #expect(try await refusal { try await admin.client.user("17") }.status == 404)
      let restored = try await admin.client.restoreUser("17")
      #expect(restored.incarnation > added.incarnation)
      #expect(restored.cards == added.cards && restored.fingerprints == added.fingerprints)
      #expect(restored.email == added.email && restored.protected)
      #expect(try await refusal { try await admin.client.restoreUser("17") }.status == 404)
    }
  }

  @Test("a list comes whole, whatever the size of its pages, and can be searched")
  func list() async throws {
    try await TestServer.run { server in
      try await server.engine.commit { store in
        for number in 1...1203 {
          try store.addUser(
            UserRecord(id: UserID("\(number)"), name: "Person \(number)"), source: .operator("test"), at: 0)
        }
      }
      try await Administration.run(server) { admin in
        let ids = try await admin.client.users().all().map(\.id)
        #expect(ids.count == 1203)
        #expect(Set(ids).count == 1203)
        #expect(
          try await admin.client.users(matching: "person 120").all().map(\.id).sorted() == [
            "120", "1200", "1201", "1202", "1203",
          ])
        #expect(try await admin.client.users(matching: "%").all().isEmpty)
        let first = try await admin.send("GET", "/api/v1/users?limit=1000")
        #expect(try AdminJSON.decoder.decode(Page<UserResource>.self, from: first.data).items.count == 1000)
      }
    }
  }

  @Test("where a user stands on each device, and where its values came from")
  func presence() async throws {
    try await Doors.run(2) { doors in
      try await Administration.run(doors.server) { admin in
        _ = try await admin.client.addUser(UserBody(id: .set("17"), name: .set("Ada Example")))
        try await doors[0].waitUntilHolds(id("17"))
        try await doors[1].waitUntilHolds(id("17"))
        _ = try doors[1].delete(id("17"))
        try await doors.until("deleted there") { _ in
          try await admin.client.devices(ofUser: "17").map(\.state) == ["holds", "deleted-there"]
        }
        _ = try doors[0].edit(id("17"), .addFingerprint(finger(0, "17")))
        try await doors.until("taken in") { _ in try await admin.client.user("17").fingerprints == [0] }
        let values = try await admin.client.provenance(ofUser: "17")
        #expect(values.first { $0.slot == "name" }?.source == "operator")
        #expect(values.first { $0.slot == "name" }?.actor == "command line")
        let scanned = try #require(values.first { $0.slot == "fingerprint:0" })
        #expect(scanned.source == "device")
        #expect(scanned.device == doors[0].id.number)
        #expect(scanned.logId != nil && scanned.epoch != nil)
      }
    }
  }
}
