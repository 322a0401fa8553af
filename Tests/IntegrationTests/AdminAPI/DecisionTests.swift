import AdminClient
import AdminModel
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite("Differences and Needs attention over the HTTP API", .timeLimit(.minutes(1)))
struct DecisionTests {
  /// A user whose name the first door has changed.
  private func difference(
    _ body: @Sendable (Administration, Doors, DifferenceResource) async throws -> Void
  ) async throws {
    try await Doors.run(2) { doors in
      try await Administration.run(doors.server) { admin in
        _ = try await admin.client.addUser(UserBody(id: .set("17"), name: .set("Ada Example")))
        for index in 0..<2 { try await doors[index].waitUntilHolds(id("17")) }
        _ = try doors[0].edit(id("17"), .name("Ada Lovely"))
        try await doors.until("a difference") { _ in try await !admin.client.differences().all().isEmpty }
        try await body(admin, doors, try #require(await admin.client.differences().all().first))
      }
    }
  }

  @Test("MERGE-5 a difference shows both values; the server's is sent")
  func useServerValue() async throws {
    try await difference { admin, doors, found in
      #expect(found.user == "17" && found.device == 1001 && found.slot == "name")
      #expect(found.deviceValue == "Ada Lovely" && found.serverValue == "Ada Example")
      _ = try await admin.client.decide("use-server-value", difference: found.id, version: found.version)
      try await doors[0].waitUntilHolds(id("17")) { $0.record.name == "Ada Example" }
      #expect(try await admin.client.differences().all().isEmpty)
      let again = try await refusal {
        try await admin.client.decide("use-server-value", difference: found.id, version: found.version)
      }
      #expect(again.status == 409)
    }
  }

  @Test("MERGE-5 the device's value is written to the server and fans out")
  func useDeviceValue() async throws {
    try await difference { admin, doors, found in
      _ = try await admin.client.decide("use-device-value", difference: found.id, version: found.version)
      try await doors[1].waitUntilHolds(id("17")) { $0.record.name == "Ada Lovely" }
      #expect(try await admin.client.user("17").name == "Ada Lovely")
      #expect(try await admin.client.differences().all().isEmpty)
    }
  }

  @Test("MERGE-5 a decision is refused if the server's side has changed since it was shown")
  func serverChanged() async throws {
    try await difference { admin, doors, found in
      _ = try await admin.client.changeUser("17", UserBody(name: .set("Ada Other")))
      let problem = try await refusal {
        try await admin.client.decide("use-device-value", difference: found.id, version: found.version)
      }
      #expect(problem.status == 409)
      #expect(try await admin.client.user("17").name == "Ada Other")
      // A change of another field is none of this difference.
      let shown = try await admin.client.difference(found.id)
      _ = try await admin.client.changeUser("17", UserBody(personalMessage: .set("Hello")))
      _ = try await admin.client.decide("use-device-value", difference: found.id, version: shown.version)
      #expect(try await admin.client.user("17").name == "Ada Lovely")
    }
  }

  @Test("MERGE-5 a decision is refused if the device's side has changed since it was shown")
  func deviceChanged() async throws {
    try await difference { admin, doors, found in
      _ = try doors[0].edit(id("17"), .name("Ada Third"))
      try await doors.until("the newer value") { _ in
        try await admin.client.difference(found.id).deviceValue == "Ada Third"
      }
      let problem = try await refusal {
        try await admin.client.decide("use-device-value", difference: found.id, version: found.version)
      }
      #expect(problem.status == 409)
      #expect(try await admin.client.user("17").name == "Ada Example")
    }
  }

  @Test("SEC-3 of a secret value a difference shows only that it is there")
  func secret() async throws {
    try await Doors.run(1) { doors in
      try await Administration.run(doors.server) { admin in
        _ = try await doors.server.add(UserRecord(id: id("17"), fingerprints: [finger(0, "17")]))
        try await doors[0].waitUntilHolds(id("17"))
        _ = try doors[0].edit(id("17"), .removeFingerprint(0), .addFingerprint(finger(0, "17", scan: "another")))
        try await doors.until("a difference") { _ in try await !admin.client.differences().all().isEmpty }
        let found = try #require(await admin.client.differences().all().first)
        #expect(found.deviceValue.hasPrefix("present, ") && found.deviceValue.contains("template"))
        #expect(found.serverValue?.hasPrefix("present, ") == true)
      }
    }
  }

  @Test("SEC-3 a decision over a card is in the audit log without its number")
  func auditedCard() async throws {
    try await Doors.run(1) { doors in
      try await Administration.run(doors.server) { admin in
        let shared = try card("4711")
        _ = try await doors.server.add(UserRecord(id: id("41"), name: "Ada Quill"))
        try await doors[0].waitUntilHolds(id("41"))
        try await doors.away(0) {
          _ = try await doors.server.add(UserRecord(id: id("42"), name: "Bruno Tal", cards: [shared]))
          _ = try doors[0].edit(id("41"), .addCard(shared))
        }
        try await doors.until("a difference") { _ in try await !admin.client.differences().all().isEmpty }
        let found = try #require(await admin.client.differences().all().first)
        _ = try await admin.client.decide("use-server-value", difference: found.id, version: found.version)
        let line = try #require(
          try await admin.engine.store.read { try $0.audit(object: "difference \(found.id)", limit: 1) }.first)
        #expect(line.after?.contains(#""field":"card csn""#) == true && line.after?.contains("4711") == false)
        #expect(line.after?.contains(#""user":"41""#) == true && line.after?.contains("use-server-value") == true)
      }
    }
  }

  @Test("DEL-1 a user deleted at a door waits for the operator, who sends it again")
  func deletedThere() async throws {
    try await Doors.run(2) { doors in
      try await Administration.run(doors.server) { admin in
        _ = try await admin.client.addUser(UserBody(id: .set("17")))
        for index in 0..<2 { try await doors[index].waitUntilHolds(id("17")) }
        _ = try doors[0].delete(id("17"))
        try await doors.until("an entry") { _ in try await !admin.client.attention().all().isEmpty }
        let entry = try #require(await admin.client.attention(user: "17", device: 1001).all().first)
        #expect(entry.kind == "deleted-there")
        #expect(entry.actions == ["send-again", "delete-on-server"])
        #expect(try await refusal { try await admin.client.act("dance", onAttention: entry.id) }.status == 409)
        #expect(try await admin.client.act("send-again", onAttention: entry.id).outcome == "send-again")
        try await doors[0].waitUntilHolds(id("17"))
        #expect(try await admin.client.attention().all().isEmpty)
        let again = try await refusal { try await admin.client.act("send-again", onAttention: entry.id) }
        #expect(again.status == 409)
      }
    }
  }
}
