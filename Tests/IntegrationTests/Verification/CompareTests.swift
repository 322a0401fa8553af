import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import LockstepTesting
import NIOCore
import Testing

@Suite("Comparing and repairing", .timeLimit(.minutes(3)))
struct CompareTests {
  /// Of a test; `lockstep-bench` does the same with 100,000.
  private static let users = 3000

  /// One door with many users, all of them there.
  private func filled(
    _ count: Int = users, mode: SynchronizationMode = .allDevices, _ body: @Sendable (Doors) async throws -> Void
  ) async throws {
    try await Doors.run(1, mode: mode, userCapacity: 100_000, logCapacity: 100_000) { doors in
      try await doors.server.engine.commit { transaction in
        for number in 1...count {
          let record = UserRecord(id: try UserID("\(number)"), name: "Person \(number)")
          try transaction.addUser(record, source: .operator("test"), at: 1)
        }
      }
      try await doors.until("the door has everybody", within: .seconds(120)) { doors in
        let known = try await doors.server.known(doors[0].id)
        return doors[0].memory.userCount == count && known.pending.count == 0
      }
      try await doors[0].waitUntilAllAcknowledged()
      // The first compare makes the digests of the profile.
      _ = try await doors.server.engine.compare(doors[0].id)
      try await body(doors)
    }
  }

  @Test("VERIFY-1 a door with thousands of equal users is proven equal by one message")
  func oneMessage() async throws {
    try await filled { doors in
      let record = doors.answers(of: 0)
      let before = doors[0].bytesOnLinks
      let compared = try await doors.server.engine.compare(doors[0].id)
      let bytes = doors[0].bytesOnLinks - before
      #expect(compared.isEqual)
      #expect(compared.same == Self.users)
      #expect(await record.taken().digests.count == 1)
      #expect(bytes < 300, "\(bytes) bytes")
    }
  }

  @Test("VERIFY-2 ten differing users among thousands are found with few bytes, and mended without touching the others")
  func tenDiffer() async throws {
    try await filled { doors in
      let door = doors[0]
      for number in [100, 200, 300, 400, 500] { try door.tamper(id("\(number)"), [.name("Somebody else")]) }
      for number in [600, 700, 800] { try door.lose(id("\(number)")) }
      for number in [90001, 90002] { door.slipIn(UserRecord(id: try id("\(number)"), name: "Nobody knows")) }
      let before = door.bytesOnLinks
      let compared = try await doors.server.engine.compare(door.id)
      let bytes = door.bytesOnLinks - before
      // 300 KB are for 100,000 users, where every one of the 4,096 buckets is in the answer; here it is half of them.
      #expect(bytes < 150_000, "\(bytes) bytes")
      let found = Dictionary(compared.users.map { ($0.user.text, $0.finding) }) { $1 }
      var expected: [String: Comparison.Finding] = ["90001": .new, "90002": .new]
      for number in [100, 200, 300, 400, 500] { expected["\(number)"] = .altered }
      for number in [600, 700, 800] { expected["\(number)"] = .missing }
      #expect(found == expected)
      #expect(compared.same == Self.users - 8)
      let record = doors.answers(of: 0)
      let begun = try await doors.server.repair(door.id, RepairChoice(writesAltered: true, new: .remove))
      #expect(begun.written == 8 && begun.removed == 2 && begun.left == 0)
      try await doors.until("the door is equal again") { doors in
        let now = try await doors.server.engine.compare(doors[0].id)
        return now.isEqual && now.leftOut.isEmpty
      }
      let events = await record.taken()
      #expect(Set(events.writes.map(\.text)) == Set(expected.keys.filter { !$0.hasPrefix("9000") }))
      #expect(Set(events.removals.map(\.text)) == ["90001", "90002"])
      #expect(door.memory.user(try id("100"))?.record.name == "Person 100")
    }
  }

  @Test(
    "VERIFY-1 a record that changed past the digest that is kept with it is found by a deep compare, and only there")
  func unseen() async throws {
    try await filled(40) { doors in
      try doors[0].tamper(id("17"), [.name("Somebody else")], keepsDigest: true)
      let plain = try await doors.server.engine.compare(doors[0].id)
      #expect(plain.isEqual)
      let deep = try await doors.server.engine.compare(doors[0].id, isDeep: true)
      #expect(deep.users == [ComparedUser(user: try id("17"), finding: .altered)])
      #expect(!deep.hasWrongDigests)
      _ = try await doors.entry(.altered, of: id("17"), on: 0)
    }
  }

  @Test("VERIFY-1 a door whose digests lie, also when asked deeply, ends flagged by a user that is read back")
  func liesDeeply() async throws {
    // With so few, everybody is read back.
    try await filled(8) { doors in
      try doors[0].tamper(id("5"), [.name("Somebody else")], keepsDigest: true)
      doors[0].setFaults { $0.skipsDeepDigests = true }
      let deep = try await doors.server.engine.compare(doors[0].id, isDeep: true)
      #expect(deep.hasWrongDigests)
      #expect(deep.users == [ComparedUser(user: try id("5"), finding: .altered)])
      _ = try await doors.entry(.wrongDigests, on: 0)
      doors[0].setFaults { $0 = Faults() }
      _ = try await doors.server.repair(doors[0].id, RepairChoice(writesAltered: true))
      try await doors.until("its digests are right again") { doors in
        let now = try await doors.server.engine.compare(doors[0].id, isDeep: true)
        return now.isEqual && now.leftOut.isEmpty
      }
      #expect(try await doors.open(.wrongDigests).isEmpty)
      #expect(try await doors.open(.altered).isEmpty)
    }
  }

  @Test("VERIFY-2 a door that lies about every digest is flagged once, and no user of it is called altered")
  func liesAboutAll() async throws {
    try await filled(30) { doors in
      doors[0].setFaults { $0.liesInDigests = true }
      let compared = try await doors.server.engine.compare(doors[0].id)
      #expect(compared.hasWrongDigests && !compared.isEqual)
      _ = try await doors.entry(.wrongDigests, on: 0)
      #expect(try await doors.open(.altered).isEmpty)
      doors[0].setFaults { $0 = Faults() }
    }
  }

  @Test("VERIFY-4 a compare by itself mends who is stale or missing, and nothing else")
  func byItself() async throws {
    try await filled(50) { doors in
      try doors[0].tamper(id("5"), [.name("Somebody else")])
      try doors[0].lose(id("7"))
      let record = doors.answers(of: 0)
      let now = doors.server.engine.now()
      _ = try await doors.server.engine.commit { transaction in
        try transaction.askCompares(nil, isDeep: false, .schedule, at: now)
      }
      doors.server.engine.compareTurnsChanged()
      try await doors.until("the missing one is there again") { doors in try doors[0].memory.holds(id("7")) }
      let compare = try await doors.server.store.read { try $0.compare(of: doors[0].id) }
      #expect(compare.state == .done)
      #expect(compare.counts == [.altered: 1])
      #expect(compare.repaired == 1)
      _ = try await doors.entry(.altered, of: id("5"), on: 0)
      #expect(await record.taken().writes == [try id("7")])
    }
  }

  @Test("VERIFY-4 while enrolments and changes go on, nobody is found that is not different")
  func moving() async throws {
    try await filled(200, mode: .allDevicesIncludingUserUpdateFromDevice) { doors in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for number in 1...40 {
            try await doors.server.change(id("\(number)")) { $0.name = "Renamed \(number)" }
            if number % 4 == 0 { try doors[0].enrol(UserRecord(id: try id("\(5000 + number)"), name: "New here")) }
          }
        }
        for _ in 0..<20 {
          let compared = try await doors.server.engine.compare(doors[0].id)
          // Who was just enrolled there is new until its log has come.
          #expect(compared.users.allSatisfy { [.new, .edited].contains($0.finding) }, "\(compared.users)")
        }
        try await group.waitForAll()
      }
      try await doors.until("everything has come") { doors in
        let now = try await doors.server.engine.compare(doors[0].id)
        return now.isEqual && now.leftOut.isEmpty && now.same == 210
      }
    }
  }

  @Test("VERIFY-4 where the link was cut while users were written, a compare follows by itself")
  func interrupted() async throws {
    try await filled(20) { doors in
      doors[0].setFaults { $0.answersAfter = .seconds(2) }
      try await doors.server.change(id("3")) { $0.name = "Renamed" }
      // The write is under way, and its answer is not.
      try await doors.until("it was written") { doors in
        doors[0].memory.user(try id("3"))?.record.name == "Renamed"
      }
      doors[0].setFaults { $0 = Faults() }
      doors[0].cutLink()
      try await doors.until("it was compared") { doors in
        let compare = try await doors.server.store.read { try $0.compare(of: doors[0].id) }
        return compare.cause == .interruptedTransfer && compare.state == .done
      }
      try await doors.until("it is equal") { doors in try await doors.areEqual() }
    }
  }
}

extension TestServer {
  fileprivate func repair(_ device: DeviceID, _ choice: RepairChoice) async throws -> RepairBegun {
    let now = engine.now()
    return try await engine.commit { try $0.repair([device], choice, confirm: nil, at: now) }
  }
}

extension [DeviceEvent] {
  fileprivate var digests: [Digest] {
    compactMap { if case .answered(.digest(let digest)) = $0 { digest } else { nil } }
  }
}
