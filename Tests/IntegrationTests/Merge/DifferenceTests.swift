import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DifferenceTests {
  private func differing(_ doors: Doors, _ user: UserID) async throws -> (name: StoredEntry, message: StoredEntry) {
    try await doors.server.add(UserRecord(id: user, name: "Ada Quill", personalMessage: "Hello"))
    for index in doors.fleet.devices.indices { try await doors[index].waitUntilHolds(user) }
    _ = try doors[1].edit(user, .name("Ada Tal"), .personalMessage("Mind the step"))
    let name = try await doors.entry(.difference, of: user, on: 1, slot: .name)
    return (name, try await doors.entry(.difference, of: user, on: 1, slot: .personalMessage))
  }

  @Test("MERGE-5 use the server's value sends that slot, and leaves the others as they are")
  func serverValue() async throws {
    try await Doors.run(2) { doors in
      let user = try id("51")
      let (name, message) = try await differing(doors, user)
      #expect(name.value == Array("Ada Tal".utf8))
      #expect(name.since > 0)
      try await doors.server.decide(name, "use-server-value")
      try await doors[1].waitUntilHolds(user) { $0.record.name == "Ada Quill" }
      try await doors.allSettled()
      #expect(doors[1].memory.user(user)?.record.personalMessage == "Mind the step")
      #expect(try await doors.again(name).outcome == "use-server-value")
      #expect(try await doors.again(message).closedAt == nil)
      #expect(doors[0].memory.user(user)?.record.name == "Ada Quill")
      #expect(try await doors.areEqual())
    }
  }

  @Test("MERGE-5 use the device's value writes it to the server, and it fans out")
  func deviceValue() async throws {
    try await Doors.run(3) { doors in
      let user = try id("52")
      let (name, message) = try await differing(doors, user)
      try await doors.server.decide(name, "use-device-value")
      for index in 0..<3 { try await doors[index].waitUntilHolds(user) { $0.record.name == "Ada Tal" } }
      try await doors.allSettled()
      let known = try #require(try await doors.server.user(user))
      #expect(known.record.name == "Ada Tal")
      #expect(known.record.personalMessage == "Hello")
      #expect(try await doors.again(name).outcome == "use-device-value")
      #expect(try await doors.again(message).closedAt == nil)
      let origin = try await doors.server.store.read { try $0.provenance(of: known.incarnation) }
      #expect(origin.first { $0.slot == .name }?.source == "operator")
      #expect(doors.held(user).map { $0?.personalMessage } == ["Hello", "Mind the step", "Hello"])
      #expect(try await doors.areEqual())
    }
  }

  @Test("MERGE-5 it closes when the values meet, on either side", arguments: [true, false])
  func meet(atDevice: Bool) async throws {
    try await Doors.run(2) { doors in
      let user = try id("53")
      let (name, message) = try await differing(doors, user)
      if atDevice {
        _ = try doors[1].edit(user, .name("Ada Quill"))
      } else {
        try await doors.server.change(user) { $0.name = "Ada Tal" }
      }
      try await doors.until("the difference is closed") { try await $0.again(name).closedAt != nil }
      #expect(try await doors.again(name).outcome == "the values met")
      #expect(try await doors.again(message).closedAt == nil)
      try await doors.allSettled()
      #expect(try await doors.areEqual())
    }
  }

  @Test("MERGE-5 it ends with the user, or with the device", arguments: [true, false])
  func ends(withUser: Bool) async throws {
    try await Doors.run(2) { doors in
      let user = try id("54")
      let (name, _) = try await differing(doors, user)
      let device = doors[1].id
      if withUser {
        try await doors.server.delete(user)
        for index in 0..<2 { try await doors[index].waitUntilDoesNotHold(user) }
      } else {
        let now = doors.server.engine.now()
        try await doors.server.engine.commit { try $0.removeDevice(device, at: now) }
      }
      #expect(try await doors.again(name).closedAt != nil)
      #expect(try await doors.open(.difference).isEmpty)
      await #expect(throws: StoreError.self) { try await doors.server.decide(name, "use-device-value") }
      #expect(try await doors.server.user(user)?.record.name == (withUser ? nil : "Ada Quill"))
    }
  }

  @Test("MERGE-8 two doors fill one vacant field: the first that came wins, the second is a difference")
  func twoDoors() async throws {
    try await Doors.run(2) { doors in
      let user = try id("55")
      try await doors.server.add(UserRecord(id: user, cards: [try card("555")]))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      for index in 0..<2 { await doors[index].disconnect() }
      _ = try doors[0].edit(user, .name("Ada Quill"))
      _ = try doors[1].edit(user, .name("Ada Tal"), .addFingerprint(try finger(1, "55")))
      try await doors.reconnect(1)
      try await doors.until("the first name") { try await $0.server.user(user)?.record.name == "Ada Tal" }
      try await doors.reconnect(0)
      let entry = try await doors.entry(.difference, of: user, on: 0, slot: .name)
      #expect(entry.value == Array("Ada Quill".utf8))
      try await doors[0].waitUntilHolds(user) { $0.record.fingerprints.count == 1 }
      try await doors.allSettled()
      #expect(try await doors.server.user(user)?.record.name == "Ada Tal")
      #expect(doors.held(user).map { $0?.name } == ["Ada Quill", "Ada Tal"])
      #expect(try await doors.open(.difference).count == 1)
      #expect(try await doors.areEqual())
    }
  }
}
