import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import LockstepTesting
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FittedMergeTests {
  @Test("MERGE-6 what a door cannot hold or shortens is no difference, fills nothing and is lost nowhere")
  func lowCapabilities() async throws {
    try await Doors.run(1) { doors in
      let door = try await doors.joined(2001, DeviceModel.fingerTerminal.capabilities)
      let user = try id("81")
      var record = try People.ada(id: "81")
      record.name = "Maximiliane von und zu Hohenfeld-Brand"
      record.rights.setAccessGroups([])
      try await doors.server.add(record)
      try await door.waitUntilHolds(user) { $0.record.cards.count == 1 && $0.record.faces.isEmpty }
      try await doors[0].waitUntilHolds(user)
      // One of its two fingers makes place for another at the door: "not on the device" is not "deleted".
      _ = try door.edit(user, .removeFingerprint(0), .addFingerprint(try finger(7, "81")))
      try await doors.until("the finger is taken in") { try await $0.server.user(user)?.record.fingerprints.count == 3 }
      let known = try #require(try await doors.server.user(user)).record
      var rest = known
      rest.setFingerprints(known.fingerprints.filter { record.fingerprints.contains($0) })
      #expect(rest == record)
      try await doors[0].waitUntilHolds(user) { $0.record == known }
      #expect(try await doors.open(.difference).isEmpty)
      try await door.wait("it has the new base") { $0.memory.user(user)?.isEdited == false }
      #expect(try await doors.isEqual(door))
      #expect(try await doors.areEqual())
      await door.disconnect()
    }
  }

  @Test("MERGE-6 a difference with a shortened name meets the server's long one")
  func shortenedMeets() async throws {
    try await Doors.run(1) { doors in
      let door = try await doors.joined(2001, DeviceModel.fingerTerminal.capabilities)
      let user = try id("82")
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill"))
      try await door.waitUntilHolds(user)
      _ = try door.edit(user, .name("Maximiliane von und zu H"))
      try await doors.until("a difference") { try await $0.open(.difference, of: user).count == 1 }
      try await doors.server.change(user) { $0.name = "Maximiliane von und zu Hohenfeld-Brand" }
      #expect(try await doors.open(.difference, of: user).isEmpty)
      try await door.wait("it has the new base") { $0.memory.user(user)?.isEdited == false }
      #expect(try await doors.isEqual(door))
      await door.disconnect()
    }
  }
}
