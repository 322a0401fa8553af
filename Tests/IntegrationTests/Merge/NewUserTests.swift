import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct NewUserTests {
  @Test("MERGE-2 a new user has the groups that the server knows and the door belongs to, and its enrolment group")
  func groups() async throws {
    try await Doors.run(2) { doors in
      let lab = try await doors.server.addGroup("Laboratory")
      let office = try await doors.server.addGroup("Office")
      let guests = try await doors.server.addGroup("Guests")
      try await doors.server.put(doors[0].id, into: [lab])
      let first = doors[0].id
      try await doors.server.engine.commit { try $0.changeDevice(first, enrolmentGroup: .some(guests)) }
      let user = try id("31")
      _ = try doors[0].enrol(
        UserRecord(id: user, name: "Ada Quill", rights: Rights(accessGroups: [lab, office, 999])))
      for index in 0..<2 {
        try await doors[index].waitUntilHolds(user) {
          $0.record.rights.accessGroups == [lab, guests] && $0.base != nil
        }
      }
      let known = try #require(try await doors.server.user(user))
      #expect(known.record.rights.accessGroups == [lab, guests])
      #expect(known.record.name == "Ada Quill")
      #expect(try await !doors.server.log(.rightsRestored, of: doors[0].id, user: user).isEmpty)
      try await doors.allSettled()
      #expect(try await doors.areEqual())
    }
  }

  @Test(
    "MERGE-2 one who shares no group with the door stays on it until an operator decides", arguments: [true, false])
  func noGroup(givesGroup: Bool) async throws {
    try await Doors.run(2, mode: .specificDevicesIncludingUserUpdateFromDevice) { doors in
      let lab = try await doors.server.addGroup("Laboratory")
      let office = try await doors.server.addGroup("Office")
      try await doors.server.put(doors[0].id, into: [lab])
      try await doors.server.put(doors[1].id, into: [office])
      let user = try id("32")
      _ = try doors[0].enrol(UserRecord(id: user, name: "Bruno Tal"))
      let entry = try await doors.entry(.noAccessGroup, of: user, on: 0)
      #expect(try await doors.server.user(user)?.record.name == "Bruno Tal")
      try await doors.away(0) { _ = try doors[0].edit(user, .personalMessage("Back at ten")) }
      try await doors.until("the edit is taken in") {
        try await $0.server.user(user)?.record.personalMessage == "Back at ten"
      }
      try await doors.allSettled()
      #expect(doors.held(user).map { $0 != nil } == [true, false])
      #expect(try await doors.again(entry).closedAt == nil)

      if givesGroup {
        try await doors.server.change(user) { $0.rights.setAccessGroups([lab]) }
        try await doors[0].waitUntilHolds(user) { $0.base != nil && $0.record.rights.accessGroups == [lab] }
        try await doors.allSettled()
        #expect(try await doors.areEqual())
      } else {
        try await doors.server.decide(entry, "delete-there")
        try await doors[0].waitUntilDoesNotHold(user)
        try await doors.allSettled()
      }
      #expect(try await doors.again(entry).closedAt != nil)
      #expect(doors.held(user).map { $0 != nil } == [givesGroup, false])
      #expect(try await doors.server.user(user) != nil)
    }
  }

  @Test("MERGE-2 one whose door joins the group by a change of the door waits no longer, and gets a base")
  func doorJoins() async throws {
    try await Doors.run(1, mode: .specificDevicesIncludingUserUpdateFromDevice) { doors in
      let lab = try await doors.server.addGroup("Laboratory")
      let office = try await doors.server.addGroup("Office")
      try await doors.server.put(doors[0].id, into: [lab])
      let device = doors[0].id
      try await doors.server.engine.commit { try $0.changeDevice(device, enrolmentGroup: .some(office)) }
      let user = try id("33")
      _ = try doors[0].enrol(UserRecord(id: user, name: "Chiyo Maruyama"))
      let entry = try await doors.entry(.noAccessGroup, of: user, on: 0)
      try await doors.server.put(doors[0].id, into: [lab, office])
      try await doors[0].waitUntilHolds(user) { $0.base != nil && $0.record.rights.accessGroups == [office] }
      try await doors.settled(0)
      #expect(try await doors.again(entry).closedAt != nil)
      #expect(try await doors.areEqual())
    }
  }
}
