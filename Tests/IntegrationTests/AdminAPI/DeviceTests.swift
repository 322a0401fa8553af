import AdminClient
import AdminModel
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite("Devices over the HTTP API", .timeLimit(.minutes(1)))
struct DeviceTests {
  private func waiting(
    _ count: Int, _ body: @Sendable (Administration, Fleet, TestServer) async throws -> Void
  ) async throws {
    try await TestServer.run { server in
      try await server.set(.allDevicesIncludingUserUpdateFromDevice)
      let fleet = try Fleet(firstID: #require(DeviceID(1001)), count: count)
      try fleet.connect(to: "127.0.0.1", port: server.port)
      for device in fleet.devices { _ = try await device.waitUntilWaiting() }
      try await Administration.run(server) { admin in try await body(admin, fleet, server) }
      await fleet.disconnect()
    }
  }

  @Test("SEC-1 the waiting list shows the check code of the terminal; with another code nothing is registered")
  func register() async throws {
    try await waiting(2) { admin, fleet, _ in
      let listed = try await admin.client.devices(state: "waiting").all()
      #expect(listed.map(\.id) == [1001, 1002])
      let shown = try await fleet.devices[0].waitUntilWaiting()
      #expect(listed[0].checkCode == shown)
      #expect(listed[0].connection == "offline" && listed[0].inSync == nil)
      let wrong = try await refusal {
        try await admin.client.registerDevice(1001, RegistrationBody(checkCode: listed[1].checkCode))
      }
      #expect(wrong.status == 409)
      #expect(wrong.field == "checkCode")
      #expect(try await admin.client.device(1001).state == "waiting")
      #expect(
        try await admin.client.registerDevice(1001, RegistrationBody(checkCode: shown.lowercased())).state
          == "registered")
      try await fleet.devices[0].waitUntilRegistered()
      #expect(try await admin.client.devices(state: "registered").all().map(\.id) == [1001])
    }
  }

  @Test("SEC-1 every waiting device is registered at once")
  func registerAll() async throws {
    try await waiting(3) { admin, fleet, _ in
      let result = try await admin.client.registerAllWaitingDevices(RegisterAllBody())
      #expect(result.registered == [1001, 1002, 1003])
      try await fleet.waitUntilRegistered()
      #expect(try await admin.client.registerAllWaitingDevices(RegisterAllBody()).registered.isEmpty)
    }
  }

  @Test("SEC-6 a device that comes with users is on hold until the operator chooses")
  func firstContact() async throws {
    try await waiting(1) { admin, fleet, server in
      let device = fleet.devices[0]
      _ = try device.enrol(UserRecord(id: id("17"), name: "Ada Example"))
      // Its user count is told when it connects.
      await device.disconnect()
      device.connect()
      _ = try await device.waitUntilWaiting()
      let registered = try await admin.client.registerDevice(1001, RegistrationBody())
      #expect(registered.hold == "first-contact")
      #expect(try await admin.client.attention().all().map(\.kind) == ["first-contact"])
      #expect(try await admin.client.users().all().isEmpty)
      #expect(try await admin.client.chooseContent("take-over", ofDevice: 1001).hold == "none")
      try await device.waitUntilHolds(id("17")) { $0.base != nil }
      #expect(try await admin.client.user("17").name == "Ada Example")
      #expect(try await admin.client.attention().all().isEmpty)
    }
  }

  @Test("name, place and groups are changed; what is left out stays")
  func edit() async throws {
    try await waiting(1) { admin, _, _ in
      _ = try await admin.client.addAccessGroup(named: "Laboratory")
      _ = try await admin.client.registerDevice(1001, RegistrationBody())
      let changed = try await admin.client.changeDevice(
        1001,
        DeviceBody(
          name: .set("East door"), accessGroups: .set(["laboratory"]), enrolmentGroup: .set("Laboratory")))
      #expect(changed.name == "East door" && changed.accessGroups == ["Laboratory"])
      #expect(changed.enrolmentGroup == "Laboratory")
      let later = try await admin.client.changeDevice(1001, DeviceBody(place: .set("Hall"), enrolmentGroup: .clear))
      #expect(later.name == "East door" && later.place == "Hall" && later.enrolmentGroup == nil)
      #expect(later.accessGroups == ["Laboratory"])
      #expect(try await refusal { try await admin.client.changeDevice(1001, DeviceBody(name: .set(""))) }.status == 422)
    }
  }

  @Test("VERIFY-2 a compare names who is the same, different, new and missing, and upload takes in what is new")
  func compare() async throws {
    try await Doors.run(1, mode: .allDevices) { doors in
      try await Administration.run(doors.server) { admin in
        for number in 1...3 {
          _ = try await admin.client.addUser(UserBody(id: .set("\(number)"), name: .set("Person \(number)")))
        }
        for number in 1...3 { try await doors[0].waitUntilHolds(id("\(number)")) }
        let equal = try await admin.client.compareDevice(1001)
        #expect(equal.equal && equal.same == 3)
        _ = try doors[0].enrol(UserRecord(id: id("99"), name: "Zoe New"))
        _ = try doors[0].edit(id("2"), .name("Person Two"))
        let found = try await admin.client.compareDevice(1001)
        #expect(!found.equal)
        #expect(found.same == 2)
        #expect(found.different == [DifferentUser(user: "2", kind: "edited")])
        #expect(found.newOnDevice == ["99"])
        #expect(try await admin.client.uploadUsers(nil, fromDevice: 1001).requested == 2)
        try await doors.until("taken in") { _ in
          try await admin.client.users(matching: "99").all().map(\.name) == ["Zoe New"]
        }
        try await doors.until("a difference") { _ in
          try await admin.client.differences(user: "2").all().map(\.deviceValue) == ["Person Two"]
        }
      }
    }
  }

  @Test("a device that is not connected cannot be compared")
  func offline() async throws {
    try await Doors.run(1) { doors in
      await doors[0].disconnect()
      try await Administration.run(doors.server) { admin in
        try await doors.until("offline") { _ in try await admin.client.device(1001).connection == "offline" }
        let problem = try await refusal { try await admin.client.compareDevice(1001) }
        #expect(problem.status == 409)
        #expect(problem.detail.contains("not connected"))
      }
    }
  }

  @Test("SEND-10 chosen users are written to chosen devices, and removed there, in every mode, with a result for each")
  func transfer() async throws {
    try await Doors.run(2, mode: .notUsed) { doors in
      try await Administration.run(doors.server) { admin in
        for number in ["17", "18"] { _ = try await admin.client.addUser(UserBody(id: .set(number))) }
        let write = try await admin.client.transfer(
          TransferBody(devices: [1002], users: ["17", "18"], action: "write"))
        try await doors.until("written") { _ in try await admin.client.transfer(write.id).isOver }
        let done = try await admin.client.transfer(write.id)
        #expect(done.done == 2 && done.failed == 0)
        #expect(done.items.map(\.state) == ["done", "done"])
        #expect(doors[1].memory.user(try id("17")) != nil)
        #expect(doors[0].memory.user(try id("17")) == nil)
        let remove = try await admin.client.transfer(TransferBody(users: ["17"], action: "remove"))
        try await doors.until("removed") { _ in try await admin.client.transfer(remove.id).isOver }
        #expect(doors[1].memory.user(try id("17")) == nil)
        #expect(doors[1].memory.user(try id("18")) != nil)
      }
    }
  }

  @Test("a device is removed after it was emptied")
  func removeEmpty() async throws {
    try await Doors.run(2) { doors in
      try await Administration.run(doors.server) { admin in
        _ = try await admin.client.addUser(UserBody(id: .set("17")))
        try await doors[0].waitUntilHolds(id("17"))
        try await admin.client.removeDevice(1001, empty: true)
        #expect(doors[0].memory.user(try id("17")) == nil)
        #expect(try await refusal { try await admin.client.device(1001) }.status == 404)
        let lines = try await admin.engine.store.read { try $0.audit(object: "device 1001", limit: 2) }
        #expect(lines.map(\.action) == ["device.remove", "device.empty"])
        try await doors[1].waitUntilHolds(id("17"))
      }
    }
  }

  @Test("VERIFY-5 the status converges when every device holds what it should")
  func status() async throws {
    try await Doors.run(3) { doors in
      try await Administration.run(doors.server) { admin in
        _ = try await admin.client.addUser(UserBody(id: .set("17")))
        try await doors.until("converged") { _ in try await admin.client.status().converged }
        for index in 0..<3 { #expect(doors[index].memory.user(try id("17")) != nil) }
        let status = try await admin.client.status()
        #expect(status.devices == DeviceCounts(online: 3, offline: 0, waiting: 0))
        #expect(status.users == 1 && status.openDifferences == 0 && status.version == "0.0.1")
        #expect(try await admin.client.devices().all().map(\.inSync) == [true, true, true])
        await doors[2].disconnect()
        _ = try await admin.client.addUser(UserBody(id: .set("18")))
        try await doors.until("one behind") { _ in
          let status = try await admin.client.status()
          return !status.converged && status.pendingDevices == 1
        }
        #expect(try await admin.client.device(1003).pendingChanges == 1)
      }
    }
  }
}
