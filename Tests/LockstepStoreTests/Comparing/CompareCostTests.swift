import GRDB
import LockstepCore
import LockstepTesting
import Synchronization
import Testing

@testable import LockstepStore

/// What it costs to find those whom a door should hold, counted in steps of the database: it is theirs, however many others
/// the server has.
struct CompareCostTests {
  private static let members = 20

  /// A door with a group, and others who are in none of its groups.
  private func door(
    _ scene: StoreScene, others: Int, members: Int = members, capacity: Int = 1000
  ) throws -> (SessionKey, AccessGroupID) {
    let (ward, away) = try scene.store.write {
      (try $0.addAccessGroup(named: "Ward"), try $0.addAccessGroup(named: "Away"))
    }
    try scene.set(.specificDevices)
    let door = try scene.door(capacity: capacity)
    try scene.store.write { transaction in
      try transaction.changeDevice(door.device, accessGroups: [ward])
      try transaction.db.execute(sql: "UPDATE devices SET reconcile = NULL")
    }
    try scene.add(1...others, groups: [away])
    try scene.add(others + 1...others + members, groups: [ward])
    return (door, ward)
  }

  private func steps(
    _ scene: StoreScene, _ body: @Sendable @escaping (ReadTransaction) throws -> Void
  ) throws -> Int {
    try scene.store.write { transaction in
      func sum() throws -> Int { try Int.fetchOne(transaction.db, sql: "SELECT total(nstep) FROM sqlite_stmt") ?? 0 }
      // What is asked once is compiled the first time.
      try body(transaction.reading)
      let before = try sum()
      try body(transaction.reading)
      return try sum() - before
    }
  }

  /// - Parameter capacity: of the door; if they are fewer than its users, it has a line.
  private func expectSame(
    capacity: Int = 1000, _ body: @Sendable @escaping (ReadTransaction, DeviceID, _ others: Int) throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let counts = try [300, 900].map { others in
      try StoreScene.run { scene in
        let (door, _) = try door(scene, others: others, capacity: capacity)
        try scene.store.write { try $0.adjustLine(door) }
        while try !scene.store.write({ try $0.extendDigests(for: .full) }) {}
        return try steps(scene) { try body($0, door.device, others) }
      }
    }
    #expect(counts[0] == counts[1], sourceLocation: sourceLocation)
    #expect(counts[0] > Self.members, sourceLocation: sourceLocation)
  }

  @Test(
    "VERIFY-2 the sums that a door is to answer with cost as much beside three hundred others as beside nine hundred",
    arguments: [1000, 8])
  func sums(capacity: Int) throws {
    for buckets in [false, true] {
      try expectSame(capacity: capacity) { reading, device, _ in
        let result = try reading.contentQuestion(for: device, cursor: .max, buckets: buckets)
        guard case .question(let question) = result else { throw StoreScene.NotRegistered() }
        #expect(question.expected.count == UInt64(min(capacity, Self.members)))
        #expect(question.buckets.isEmpty != buckets)
      }
    }
  }

  @Test("VERIFY-2 choosing users to be read back costs the same however many others there are", arguments: [1000, 8])
  func sample(capacity: Int) throws {
    try expectSame(capacity: capacity) { reading, device, others in
      let users = try reading.sample(of: device, without: [], seed: 1)
      #expect(users.count == 8 && users.allSatisfy { Int($0.text) ?? 0 > others })
    }
  }

  @Test(
    "VERIFY-5 a page of a door's list is set against the door's users alone, and against whoever else is on it",
    arguments: [1000, 8])
  func pages(capacity: Int) throws {
    for buckets in [nil, Array(0..<KeyedDigest.buckets)] as [[UInt32]?] {
      try expectSame(capacity: capacity) { reading, device, others in
        let base = Base(server: reading.store.server, incarnation: 1, revision: 1)
        let users = try [("1", base), ("\(others + 1)", nil), ("nobody", nil)].map { id, base in
          ListedUser(user: try UserID(id), digest: 1, base: base, isEdited: false, editMark: 0)
        }
        let page = ListPage(users: users.sorted { $0.user < $1.user }, after: nil, through: nil, buckets: buckets)
        let compared = try reading.compare(page, on: device)
        let found = Dictionary(uniqueKeysWithValues: compared.users.map { ($0.user.text, $0.finding) })
        #expect(found["1"] == .outOfScope && found["nobody"] == .new && found["\(others + 1)"] == .edited)
        let expected = min(capacity, Self.members)
        #expect(found.values.count { $0 == .missing } == expected - 1 && found.count == expected + 2)
      }
    }
  }

  @Test("VERIFY-5 users who were read back are looked up, and nobody else")
  func readBack() throws {
    let counts = try [20, 200].map { members in
      try StoreScene.run { scene in
        let (door, _) = try door(scene, others: 1, members: members)
        while try !scene.store.write({ try $0.extendDigests(for: .full) }) {}
        return try steps(scene) { reading in
          let records = [DeviceRecord(record: UserRecord(id: try UserID("2")), isEdited: false, editMark: 0)]
          let compared = try reading.compare(records, on: door.device, cursor: .max)
          #expect(compared.same == 0)
        }
      }
    }
    #expect(counts[0] == counts[1])
  }

  @Test("VERIFY-5 everybody whom a door should hold is found without looking at the others")
  func everybody() throws {
    try expectSame { reading, device, _ in
      let (content, users) = (try reading.expectedContent(of: device), try reading.userIDs(inScopeOf: device))
      #expect(content.count == Self.members && users.count == Self.members)
    }
  }

  @Test("SEND-8 those who fit when a door has more room are found without looking at the others")
  func moreRoom() throws {
    try StoreScene.run { scene in
      let (door, _) = try door(scene, others: 50, capacity: 8)
      try scene.store.write { try $0.adjustLine(door) }
      let larger = try scene.session(StoreScene.facts(door.device, capacity: 12))
      let scans = try scene.scans { transaction in
        try transaction.adjustLine(larger)
        let tasks = try Int.fetchOne(transaction.db, sql: "SELECT count(*) FROM tasks WHERE user_id > '0'")
        #expect(tasks == 4)
      }
      #expect(!scans.contains { $0.contains("FROM users") })
    }
  }

  @Test("SEND-6 a door with few users of many finds them without walking past the others")
  func changes() throws {
    try expectSame { reading, device, others in
      let query = StoreScene.query(device, mostScanned: 200, mostMembers: Self.members, mostUsers: 8)
      let work = try reading.work(query, at: 3)
      #expect(work.writes.map(\.user.text) == (1...8).map { "\(others + $0)" })
    }
  }

  @Test("SEND-4 after a start, whose head has leapt, a door to which nothing happened costs no look at its users")
  func leapt() throws {
    try StoreScene.run { scene in
      let (door, _) = try door(scene, others: 50)
      let head = try scene.store.read { try $0.head() }
      try scene.store.write { try $0.db.execute(sql: "UPDATE server SET head = head + 1000000") }
      let statements = try scene.statements { transaction in
        let query = StoreScene.query(door.device, from: head, lineHead: 0)
        let work = try transaction.reading.work(query, at: 3)
        #expect(work.writes.isEmpty && work.through == head + 1_000_000 && !work.isToGoOn)
      }
      #expect(statements.contains { $0.contains("OFFSET") })
      #expect(!statements.contains { $0.contains(ReadTransaction.members) })
    }
  }

  @Test("SEND-8 where a door's users fit, they are not counted after each commit because the server has more of them")
  func fits() throws {
    try StoreScene.run { scene in
      let (door, ward) = try door(scene, others: 50, capacity: Self.members + 1)
      let head = try scene.store.read { try $0.head() }
      func needsLine() throws -> (Bool, hasCounted: Bool) {
        let needsLine = Mutex(false)
        let statements = try scene.statements { transaction in
          let query = StoreScene.query(door.device, from: head, lineHead: head)
          let work = try transaction.reading.work(query, at: 2)
          needsLine.withLock { $0 = work.needsLine }
        }
        return (needsLine.withLock { $0 }, statements.contains { $0.contains("OFFSET") })
      }
      try scene.add(100..<110)
      #expect(try needsLine() == (false, hasCounted: false))
      try scene.add(110...110, groups: [ward])
      #expect(try needsLine() == (false, hasCounted: true))
      try scene.add(111...111, groups: [ward])
      #expect(try needsLine() == (true, hasCounted: true))
    }
  }
}
