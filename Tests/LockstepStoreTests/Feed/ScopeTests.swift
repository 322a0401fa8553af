import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

/// Who fits an over-full door (SEND-8).
struct ScopeTests {
  @Test("SEND-8 a newcomer to an over-full door is not counted with everybody else after each commit")
  func newcomer() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      _ = try scene.door()
      let door = try scene.session(StoreScene.facts(try StoreScene.device(), capacity: 5))
      try scene.add(1..<20)
      try scene.store.write { try $0.adjustLine(door) }
      let head = try scene.store.read { try $0.head() }
      try scene.add(20..<25)
      let query = StoreScene.query(door.device, lineHead: head)
      let statements = try scene.statements { transaction in
        let work = try transaction.reading.work(query, at: 2)
        #expect(!work.needsLine && work.hasRightLine)
        #expect(work.writes.map(\.user.text).sorted() == ["1", "2", "3", "4", "5"])
      }
      #expect(!statements.contains { $0.contains("OFFSET") })
      #expect(!statements.contains { $0.contains("COUNT(*) FROM users") })
    }
  }

  @Test("SEND-8 whatever moves the line is seen, in either scope", arguments: 1...12 as ClosedRange<UInt64>)
  func moves(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    try StoreScene.run { scene in
      let isGroups = seed.isMultiple(of: 2)
      let groups = try scene.store.write {
        [
          try $0.addAccessGroup(named: "Staff"), try $0.addAccessGroup(named: "Guests"),
          try $0.addAccessGroup(named: "Out"),
        ]
      }
      try scene.set(isGroups ? .specificDevices : .allDevices)
      _ = try scene.door()
      let door = try scene.session(StoreScene.facts(try StoreScene.device(), capacity: 4))
      try scene.store.write { try $0.changeDevice(door.device, accessGroups: Array(groups.prefix(2))) }
      let page = ListPage(users: [], after: nil, through: nil)
      _ = try scene.store.write { try $0.reconcile(page, session: door, at: 2) }
      try scene.store.write { try $0.endReconcile("access groups", cursor: 0, wasEmpty: true, session: door) }
      var (users, lineHead, last): ([Int], Revision, Int) = ([], 0, 0)
      for _ in 1...25 {
        let (choice, place) = (Int.random(in: 0..<6, using: &generator), Int.random(in: 0..<100, using: &generator))
        let wanted = groups.filter { _ in Bool.random(using: &generator) }
        if choice < 3 || users.isEmpty {
          last += 1
          users.append(last)
          try scene.add([last], groups: isGroups ? wanted : [])
        } else if choice == 3 {
          let gone = try UserID("\(users.remove(at: place % users.count))")
          try scene.store.write { try $0.deleteUser(gone, at: 2) }
        } else {
          let user = try UserID("\(users[place % users.count])")
          _ = try scene.store.write {
            try $0.changeUser(user, source: .operator("test"), at: 2) { $0.record.rights.setAccessGroups(wanted) }
          }
        }
        let query = StoreScene.query(door.device, lineHead: lineHead)
        if try scene.store.read({ try $0.work(query, at: 3) }).needsLine {
          try scene.store.write { try $0.adjustLine(door) }
        }
        lineHead = try scene.store.read { try $0.head() }
        let scope: SynchronizationMode.Scope = isGroups ? .accessGroups : .all
        let (kept, right) = try scene.store.read { transaction in
          (
            try Revision.fetchOne(transaction.db, sql: "SELECT line FROM devices"),
            try transaction.line(of: door.device, capacity: 4, scope)
          )
        }
        #expect(kept == right)
      }
    }
  }
}
