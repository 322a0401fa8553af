import AdminClient
import AdminModel
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite("Access groups and the setting over the HTTP API", .timeLimit(.minutes(1)))
struct AccessGroupTests {
  @Test("a group is added, renamed, filled, emptied and removed")
  func group() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let client = admin.client
        let group = try await client.addAccessGroup(named: " Laboratory ")
        #expect(group.name == "Laboratory")
        #expect(try await refusal { try await client.addAccessGroup(named: "LABORATORY") }.status == 409)
        #expect(try await client.renameAccessGroup(group.id, to: "Workshop").name == "Workshop")
        _ = try await client.addUser(UserBody(id: .set("17")))
        try await client.addUser("17", toAccessGroup: group.id)
        try await client.addUser("17", toAccessGroup: group.id)
        #expect(
          try await client.accessGroups().all() == [
            AccessGroupResource(id: group.id, name: "Workshop", userCount: 1, deviceCount: 0)
          ])
        #expect(try await client.users(accessGroup: "workshop").all().map(\.id) == ["17"])
        try await client.removeUser("17", fromAccessGroup: group.id)
        #expect(try await client.user("17").accessGroups.isEmpty)
        try await client.addUser("17", toAccessGroup: group.id)
        try await client.removeAccessGroup(group.id)
        #expect(try await client.accessGroups().all().isEmpty)
        #expect(try await client.user("17").accessGroups.isEmpty)
        let gone = try await refusal { try await client.addUser("17", toAccessGroup: group.id) }
        #expect(gone.status == 404)
      }
    }
  }

  @Test("MODE-4 a change that would remove many users shows them, and is made when exactly this set is confirmed")
  func confirmation() async throws {
    try await Doors.run(2) { doors in
      try await doors.server.engine.commit { store in
        for number in 1...25 {
          try store.addUser(UserRecord(id: UserID("\(number)")), source: .operator("test"), at: 0)
        }
      }
      try await doors[0].waitUntilHolds(id("25"))
      try await doors[1].waitUntilHolds(id("25"))
      try await Administration.run(doors.server) { admin in
        let client = admin.client
        func set(_ confirm: String?) async throws -> Problem {
          try await refusal { try await client.setSynchronization("specific-devices", confirm: confirm) }
        }
        let problem = try await set(nil)
        #expect(problem.status == 409)
        #expect(problem.reason == Problem.confirmationNeeded)
        #expect(problem.removals?.map(\.device) == [1001, 1002])
        #expect(problem.removals?.map(\.count) == [25, 25])
        #expect(problem.removals?.first?.users.count == 20)
        let code = try #require(problem.confirm)
        #expect(try await set("another").confirm == code)
        // Another set needs another confirmation.
        _ = try await client.addUser(UserBody(id: .set("26")))
        let newer = try await set(code)
        #expect(newer.confirm != code)
        #expect(try await client.synchronizationSetting().pair == "1/1")
        #expect(try await client.setSynchronization("specific-devices", confirm: newer.confirm).pair == "3/0")
        try await doors[0].waitUntilDoesNotHold(id("25"))
        try await doors[1].waitUntilDoesNotHold(id("1"))
      }
    }
  }

  @Test("MODE-6 a new server starts with Not Used; every value has its title and pair")
  func setting() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let setting = try await admin.client.synchronizationSetting()
        #expect(setting.value == "not-used")
        #expect(setting.title == "Not Used")
        #expect(setting.choices.map(\.pair) == ["0/0", "1/0", "1/1", "3/0", "3/1"])
        for choice in setting.choices {
          #expect(try await admin.client.setSynchronization(choice.value).title == choice.title)
          #expect(try await admin.client.synchronizationSetting().value == choice.value)
        }
      }
    }
  }

  @Test(
    "other settings are read, set and checked",
    arguments: [
      ("time-zone", "UTC", "Europe/Berlin"), ("set-device-clocks", "true", "false"),
      ("hold-possible-other-persons", "false", "true"), ("restore-days", "30", "7"),
      ("device-absence-days", "180", "365"), ("event-days", "365", "0"), ("most-events", "50000000", "1000000"),
    ])
  func others(name: String, initial: String, later: String) async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        #expect(try await admin.client.setting(name).value == initial)
        #expect(try await admin.client.set(name, to: later).value == later)
        #expect(try await admin.client.setting(name).value == later)
        let problem = try await refusal { try await admin.client.set(name, to: "nonsense") }
        #expect(problem.status == 422)
        #expect(problem.field == name)
      }
    }
  }
}
