import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ByHandTests {
  private func transfer(
    _ doors: Doors, _ users: [UserID], to indexes: [Int], removes: Bool = false, overwrites: Bool = false
  ) async throws -> Int64 {
    let devices = indexes.map { doors[$0].id }
    let now = doors.server.engine.now()
    return try await doors.server.engine.commit {
      try $0.addTransfer(users, to: devices, removes: removes, overwrites: overwrites, at: now)
    }
  }

  private func finished(_ doors: Doors, _ transfer: Int64) async throws -> [String] {
    try await doors.until("the transfer is finished") {
      try await $0.server.store.read { try $0.items(of: transfer) }.allSatisfy { $0.state != "pending" }
    }
    return try await doors.server.store.read { try $0.items(of: transfer) }.map(\.state)
  }

  @Test(
    "SEND-10 chosen users go to chosen doors in every mode, and away from them", arguments: SynchronizationMode.allCases
  )
  func everyMode(mode: SynchronizationMode) async throws {
    try await Doors.run(2, mode: .notUsed) { doors in
      let users = [try id("161"), try id("162")]
      for user in users { try await doors.server.add(UserRecord(id: user, name: "Person \(user)")) }
      let other = try await doors.server.addGroup("Nobody's")
      try await doors.server.put(doors[0].id, into: [other])
      if mode.scope == .accessGroups { try await doors.server.set(mode) }
      let written = try await transfer(doors, [users[0]], to: [0])
      #expect(try await finished(doors, written) == ["done"])
      #expect(doors[0].memory.userIDs == [users[0]])
      #expect(doors[1].memory.userCount == 0)
      if mode.scope == .all { try await doors.server.set(mode) }
      let removed = try await transfer(doors, users, to: [0], removes: true)
      #expect(try await finished(doors, removed) == ["done", "done"])
      #expect(!doors[0].memory.holds(users[0]))
      #expect(try await doors.server.user(users[0]) != nil)
    }
  }

  @Test("SEND-10 differences are kept or overwritten, as chosen", arguments: [true, false])
  func differences(overwrites: Bool) async throws {
    try await Doors.run(1) { doors in
      let user = try id("163")
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill"))
      try await doors[0].waitUntilHolds(user)
      _ = try doors[0].edit(user, .name("Ada Tal"))
      let entry = try await doors.entry(.difference, of: user, on: 0)
      let number = try await transfer(doors, [user], to: [0], overwrites: overwrites)
      #expect(try await finished(doors, number) == ["done"])
      #expect(doors[0].memory.user(user)?.record.name == (overwrites ? "Ada Quill" : "Ada Tal"))
      #expect(try await (doors.again(entry).closedAt != nil) == overwrites)
      try await doors.settled(0)
      #expect(try await doors.areEqual())
    }
  }

  @Test("SEND-10 each user and door has a result: what waits for a door, what cannot be, what was replaced or deleted")
  func results() async throws {
    try await Doors.run(2, mode: .notUsed, capabilities: DeviceModel.fingerTerminal.capabilities) { doors in
      let (named, ada, bruno) = (try id("quill-a"), try id("164"), try id("165"))
      for user in [named, ada, bruno] { try await doors.server.add(UserRecord(id: user, name: "Person \(user)")) }
      await doors[1].disconnect()
      let first = try await transfer(doors, [ada, bruno, named], to: [0, 1])
      try await doors.until("the first door is done") {
        try await $0.server.store.read { try $0.items(of: first) }.filter { $0.state == "pending" }.count == 3
      }
      let second = try await transfer(doors, [ada], to: [1])
      try await doors.server.delete(bruno)
      try await doors.reconnect(1)
      #expect(try await finished(doors, second) == ["done"])
      #expect(try await finished(doors, first) == ["done", "done", "failed", "failed", "failed", "failed"])
      let reasons = try await doors.server.store.read { try $0.items(of: first) }.map(\.reason)
      #expect(reasons.suffix(3).map { $0.isEmpty } == [false, false, false])
      #expect(reasons[3].contains("later transfer"))
      #expect(reasons[4].contains("deleted"))
      #expect(doors[1].memory.userIDs == [ada])
      #expect(doors[0].memory.userIDs == [ada, bruno])
    }
  }
}
