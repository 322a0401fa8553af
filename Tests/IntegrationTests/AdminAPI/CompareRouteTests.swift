import AdminClient
import AdminModel
import DeviceSimulator
import LockstepCore
import LockstepStore
import Testing

@Suite("Compares and repairs through the API", .timeLimit(.minutes(2)))
struct CompareRouteTests {
  private func run(_ body: @Sendable (Doors, Administration) async throws -> Void) async throws {
    try await Doors.run(3, mode: .allDevices) { doors in
      try await Administration.run(doors.server) { admin in
        for number in 1...14 {
          _ = try await admin.client.addUser(UserBody(id: .set("\(number)"), name: .set("Person \(number)")))
        }
        for index in 0..<3 {
          for number in 1...14 { try await doors[index].waitUntilHolds(id("\(number)")) }
          try await doors.settled(index)
        }
        try await body(doors, admin)
      }
    }
  }

  private func compared(_ doors: Doors, _ admin: Administration, _ body: CompareBody = CompareBody()) async throws
    -> [CompareResource]
  {
    _ = try await admin.client.askCompares(body)
    try await doors.until("every compare is over") { _ in
      try await admin.client.compares().all().allSatisfy { !$0.isOpen }
    }
    return try await admin.client.compares().all()
  }

  @Test(
    "VERIFY-2, VERIFY-3 all devices are compared at once, what was found is kept and repaired, and is in the audit log")
  func all() async throws {
    try await run { doors, admin in
      try doors[1].tamper(id("2"), [.name("Somebody")])
      try doors[2].lose(id("3"))
      let found = try await compared(doors, admin)
      #expect(found.map(\.equal) == [true, false, false])
      #expect(found[1].different == [DifferentUser(user: "2", kind: "altered")])
      #expect(found[2].missing == ["3"] && found[2].counts == ["missing": 1])
      #expect(try await admin.client.compare(ofDevice: 1003) == found[2])
      // What is altered waits for somebody to say so.
      let first = try await admin.client.repair(RepairBody())
      #expect(first.written == 1 && first.left == 1 && first.devices == [1003])
      try await doors[2].waitUntilHolds(id("3"))
      let second = try await admin.client.repair(RepairBody(devices: [1002], altered: true))
      #expect(second.written == 1 && second.transfers.count == 1)
      try await doors[1].waitUntilHolds(id("2")) { $0.record.name == "Person 2" }
      for index in 0..<3 { try await doors.settled(index) }
      #expect(try await compared(doors, admin, CompareBody(deep: true)).map(\.equal) == [true, true, true])
      let lines = try await doors.server.store.read { try $0.audit(limit: 100).map(\.action) }
      #expect(lines.count { $0 == "compare.repair" } == 2)
      #expect(lines.contains("compare.ask"))
    }
  }

  @Test("VERIFY-3 many removals of a repair are shown, and made once they are confirmed")
  func confirms() async throws {
    try await run { doors, admin in
      for number in 1...11 { doors[0].slipIn(UserRecord(id: try id("9\(number)"), name: "Nobody knows")) }
      let found = try await compared(doors, admin, CompareBody(devices: [1001]))
      #expect(found[0].newOnDevice.count == 11)
      let problem = try await refusal { try await admin.client.repair(RepairBody(new: "remove")) }
      #expect(problem.reason == Problem.confirmationNeeded && problem.removals?.first?.count == 11)
      #expect(doors[0].memory.userCount == 25)
      let begun = try await admin.client.repair(RepairBody(new: "remove", confirm: problem.confirm))
      #expect(begun.removed == 11)
      try await doors[0].waitUntilDoesNotHold(id("911"))
    }
  }

  @Test("VERIFY-4 a device that is away is compared when it comes back")
  func away() async throws {
    try await run { doors, admin in
      await doors[2].disconnect()
      _ = try await admin.client.askCompares(CompareBody())
      try await doors.until("the others are compared") { _ in
        try await admin.client.compares().all().count { $0.state == "done" } == 2
      }
      #expect(try await admin.client.compare(ofDevice: 1003).state == "waiting")
      try await doors.reconnect(2)
      try await doors.until("it is compared") { _ in try await admin.client.compare(ofDevice: 1003).state == "done" }
    }
  }

  @Test("SEC-4 what a compare or a repair cannot be is refused, and named")
  func refused() async throws {
    try await run { _, admin in
      let unknown = try await refusal { try await admin.client.askCompares(CompareBody(devices: [77])) }
      #expect(unknown.status == 404)
      let none = try await refusal { try await admin.client.askCompares(CompareBody(devices: [])) }
      #expect(none.field == "devices")
      let other = try await refusal { try await admin.client.repair(RepairBody(new: "eat")) }
      #expect(other.field == "new")
      let zero = try await refusal { try await admin.client.repair(RepairBody(devices: [0])) }
      #expect(zero.field == "devices")
    }
  }
}
