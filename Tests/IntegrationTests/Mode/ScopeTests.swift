import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// Which users a device should hold (section 1).
@Suite(.timeLimit(.minutes(1)))
struct ScopeTests {
  @Test("MODE-1 scope all: an add, a change and a delete reach every registered door, also one that was away")
  func everyDoor() async throws {
    try await Doors.run(3, mode: .allDevices) { doors in
      let nora = try id("31")
      let otto = try id("32")
      try await doors.server.add(UserRecord(id: otto, name: "Otto Rasch"))
      for index in 0..<3 { try await doors[index].waitUntilHolds(otto) }
      await doors[2].disconnect()
      try await doors.server.add(UserRecord(id: nora, name: "Nora Weiss", cards: [try card("310")]))
      try await doors.server.change(nora) { $0.name = "Nora Weiss-Arndt" }
      try await doors.server.delete(otto)
      for index in 0..<2 {
        try await doors[index].waitUntilHolds(nora) { $0.record.name == "Nora Weiss-Arndt" }
        try await doors[index].waitUntilDoesNotHold(otto)
      }
      #expect(doors[2].memory.holds(otto))
      try await doors.reconnect(2)
      try await doors[2].waitUntilHolds(nora) { $0.record.name == "Nora Weiss-Arndt" }
      try await doors[2].waitUntilDoesNotHold(otto)
      #expect(try await doors.areEqual())
    }
  }

  @Test("MODE-1 scope access groups: a user is on the doors that share a group, and who leaves the last one is removed")
  func sharedGroup() async throws {
    try await Doors.run(3, mode: .specificDevices) { doors in
      let workshop = try await doors.server.addGroup("Workshop")
      let office = try await doors.server.addGroup("Office")
      try await doors.server.put(doors[0].id, into: [workshop])
      try await doors.server.put(doors[1].id, into: [office, workshop])
      let pia = try id("33")
      try await doors.server.add(UserRecord(id: pia, name: "Pia Lund", rights: Rights(accessGroups: [workshop])))
      try await doors[0].waitUntilHolds(pia)
      try await doors[1].waitUntilHolds(pia)
      // The second door still shares the office, the first shares nothing any more.
      try await doors.server.change(pia) { $0.rights.setAccessGroups([office]) }
      try await doors[0].waitUntilDoesNotHold(pia)
      try await doors[1].waitUntilHolds(pia) { $0.record.rights.accessGroups == [office] }
      #expect(doors[0].memory.log.all.contains { $0.code == .deleteSuccess && $0.origin == .server && $0.user == "33" })
      // A change of one who is out of scope goes nowhere else.
      await doors[1].disconnect()
      try await doors.server.change(pia) { $0.rights.setAccessGroups([]) }
      try await doors.settled(0)
      try await doors.settled(2)
      #expect(!doors[0].memory.holds(pia))
      #expect(!doors[2].memory.holds(pia))
      try await doors.reconnect(1)
      try await doors[1].waitUntilDoesNotHold(pia)
      #expect(try await doors.server.user(pia)?.record.name == "Pia Lund")
      // Back in the group, back at the door.
      try await doors.server.change(pia) { $0.rights.setAccessGroups([workshop]) }
      try await doors[0].waitUntilHolds(pia)
      try await doors[1].waitUntilHolds(pia)
      #expect(try await doors.areEqual())
    }
  }

  @Test("MODE-5 a door's new groups send what is missing, remove what is out of scope, and leave the rest alone")
  func groupsOfADoor() async throws {
    try await Doors.run(1, mode: .specificDevices) { doors in
      let (red, blue) = (try await doors.server.addGroup("Red"), try await doors.server.addGroup("Blue"))
      let (stays, leaves, comes) = (try id("41"), try id("42"), try id("43"))
      try await doors.server.put(doors[0].id, into: [red])
      try await doors.server.add(UserRecord(id: stays, rights: Rights(accessGroups: [red, blue])))
      try await doors.server.add(UserRecord(id: leaves, rights: Rights(accessGroups: [red])))
      try await doors.server.add(UserRecord(id: comes, rights: Rights(accessGroups: [blue])))
      try await doors[0].waitUntilHolds(stays)
      try await doors[0].waitUntilHolds(leaves)
      try await doors.settled(0)
      let head = try await doors.server.standing(of: doors[0].id).head
      let before = doors[0].memory
      let record = doors.answers(of: 0)
      try await doors.server.put(doors[0].id, into: [blue])
      try await doors[0].waitUntilHolds(comes)
      try await doors[0].waitUntilDoesNotHold(leaves)
      try await doors.settled(0)
      let events = await record.taken()
      #expect(events.writes == [comes])
      #expect(events.removals == [leaves])
      #expect(doors[0].memory.user(stays) == before.user(stays))
      // It is no change of users, and the cursor goes on from there.
      let standing = try await doors.server.standing(of: doors[0].id)
      #expect(standing.head == head)
      #expect(standing.cursor == head)
      #expect(try await doors.areEqual())
    }
  }

  @Test("MODE-5 from all doors to access groups and back: only the difference is sent")
  func scopes() async throws {
    try await Doors.run(2, mode: .allDevices) { doors in
      let (inside, outside) = (try id("51"), try id("52"))
      let group = try await doors.server.addGroup("Lab")
      try await doors.server.put(doors[0].id, into: [group])
      try await doors.server.add(UserRecord(id: inside, rights: Rights(accessGroups: [group])))
      try await doors.server.add(UserRecord(id: outside))
      for index in 0..<2 {
        try await doors[index].waitUntilHolds(inside)
        try await doors[index].waitUntilHolds(outside)
        try await doors.settled(index)
      }
      let first = doors.answers(of: 0)
      try await doors.server.set(.specificDevices)
      try await doors[0].waitUntilDoesNotHold(outside)
      try await doors[1].wait("it is empty") { $0.memory.userCount == 0 }
      #expect(doors[0].memory.userIDs == [inside])
      try await doors.server.set(.allDevices)
      for index in 0..<2 { try await doors[index].wait("it holds both") { $0.memory.userCount == 2 } }
      try await doors.settled(0)
      #expect(await first.taken().writes == [outside])
      #expect(try await doors.areEqual())
    }
  }
}
