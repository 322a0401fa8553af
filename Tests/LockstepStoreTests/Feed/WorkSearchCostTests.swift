import GRDB
import LockstepCore
import LockstepTesting
import Synchronization
import Testing

@testable import LockstepStore

/// What the way of an enrolment costs, counted in statements and rows, so that it does not grow unseen.
struct WorkSearchCostTests {
  private struct Cost: Equatable {
    var statements = 0
    var rows = 0
  }

  private let user: UserID

  init() throws { user = try UserID("17") }

  private func cost(
    _ scene: StoreScene, _ body: @Sendable @escaping (WriteTransaction) throws -> Void
  ) throws -> Cost {
    let rows = Mutex(0)
    let statements = try scene.statements { transaction in
      let before = transaction.db.totalChangesCount
      try body(transaction)
      rows.withLock { $0 = transaction.db.totalChangesCount - before }
    }
    return Cost(statements: statements.filter { !$0.hasPrefix("--") }.count, rows: rows.withLock { $0 })
  }

  /// Doors that are equal, and an enrolment at the first one that was read.
  private func enrolled(_ scene: StoreScene, doors count: Int) throws -> (doors: [SessionKey], cost: Cost) {
    try scene.set(.allDevicesIncludingUserUpdateFromDevice)
    let doors = try (0..<UInt32(count)).map { try scene.door(1001 + $0) }
    // The first one makes the profile of all these doors.
    try scene.add(1...1)
    let first = doors[0]
    try scene.ingest([StoreScene.entry(1)], first)
    let record = DeviceRecord(
      record: UserRecord(id: user, name: "Ada Quill", cards: [try Sample.card("1")]), isEdited: true, editMark: 1)
    let user = user
    let cost = try cost(scene) { _ = try $0.takeIn(user, record, log: 1, session: first, at: 5) }
    return (doors, cost)
  }

  @Test("SEND-4 taking in an enrolment costs the same with ten doors and with a hundred")
  func doesNotGrow() throws {
    let few = try StoreScene.run { try enrolled($0, doors: 10).cost }
    let many = try StoreScene.run { try enrolled($0, doors: 100).cost }
    #expect(few == many)
    #expect(few.statements <= 14 && few.rows <= 14)
  }

  @Test("SEND-4 SEND-6 each door costs a look, an entry of its log and a cursor")
  func perDoor() throws {
    try StoreScene.run { scene in
      let (doors, _) = try enrolled(scene, doors: 60)
      let door = doors[1]
      let look = try cost(scene) { transaction in
        let query = WorkQuery(
          device: door.device, cursor: 1, ahead: [:], reading: [], wantsPulls: true, wantsWrites: true,
          hasBacklog: false, lineHead: 1
        ) { _, _, _ in
          []
        } encodeTarget: { _, _ in
          []
        }
        let work = try transaction.reading.work(query, at: 6)
        #expect(work.writes.map(\.user.text) == ["17"])
      }
      #expect(look.statements <= 4 && look.rows == 0)
      let confirmations = try cost(scene) { transaction in
        for door in doors.dropFirst(10) {
          let entry = LogEntry(id: 1, time: 100, code: .updateSuccess, origin: .server, user: "17", revision: 2)
          _ = try transaction.ingest([entry], epoch: 7, session: door, at: 7)
        }
      }
      #expect(confirmations.rows <= 2 * 50 && confirmations.statements <= 6 * 50)
      let cursors = Dictionary(uniqueKeysWithValues: doors.dropFirst(10).map { ($0, Revision(2)) })
      let saved = try cost(scene) { try $0.saveCursors(cursors) }
      #expect(saved == Cost(statements: 50, rows: 50))
    }
  }

  @Test("SEND-4 no statement of a look or of taking in is compiled anew for other values")
  func compiledOnce() throws {
    try StoreScene.run { scene in
      let (doors, _) = try enrolled(scene, doors: 2)
      let door = doors[1].device
      let again = try scene.store.write { transaction in
        for round in 1...3 {
          try transaction.addTask(.write, user, on: door)
          try transaction.deleteUser(try UserID("1"), at: 8)
          for wantsChanges in [true, false] {
            let query = WorkQuery(
              device: door, cursor: Revision(round), ahead: [:], reading: [], wantsPulls: true, wantsWrites: true,
              wantsChanges: wantsChanges, hasBacklog: false, lineHead: 1
            ) { _, _, _ in
              []
            } encodeTarget: { _, _ in
              []
            }
            _ = try transaction.reading.work(query, at: Int64(8 + round))
          }
          try transaction.addUser(UserRecord(id: UserID("1")), source: .operator("test"), at: 9)
          let entry = StoreScene.entry(LogID(1 + round), .updateSuccess)
          _ = try transaction.ingest([entry], epoch: 7, session: doors[0], at: 9)
          let record = UserRecord(id: user, name: "Ada Quill", cards: [try Sample.card("\(round)")])
          let pulled = PulledUser(user, DeviceRecord(record: record, isEdited: true, editMark: LogID(1 + round)))
          _ = try transaction.takeIn([pulled], log: LogID(1 + round), session: doors[0], at: 9)
        }
        return try String.fetchAll(transaction.db, sql: "SELECT sql FROM sqlite_stmt WHERE reprep > 0")
      }
      #expect(again == [])
    }
  }

  @Test("SEND-4 what was changed is looked up for a hundred doors with as many statements as for ten")
  func together() throws {
    func statements(doors count: Int) throws -> Int {
      try StoreScene.run { scene in
        let (doors, _) = try enrolled(scene, doors: count)
        try scene.store.write { try $0.db.execute(sql: "UPDATE devices SET reconcile = NULL") }
        let plain = Mutex(0)
        let cost = try cost(scene) { transaction in
          let changes = try transaction.reading.changes(since: transaction.reading.head() - 1)
          plain.withLock { $0 = changes.plain.count }
        }
        // The source has a task, a pull or nothing.
        #expect(plain.withLock { $0 } >= doors.count - 1)
        return cost.statements
      }
    }
    let (few, many) = (try statements(doors: 10), try statements(doors: 100))
    #expect(few == many && few <= 6)
  }
}
