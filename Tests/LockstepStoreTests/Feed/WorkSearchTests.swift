import Foundation
import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct WorkSearchTests {
  /// How many pages one transaction wrote, with so many registered doors: after a start the log begins anew, and has
  /// exactly these.
  private func pages(doors: Int, _ job: @Sendable (WriteTransaction, SessionKey) throws -> Void) throws -> Int {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door(1)
      try scene.store.write { transaction in
        for number in 2...UInt32(doors) {
          let facts = StoreScene.facts(try StoreScene.device(number))
          _ = try transaction.identify(facts, at: 1)
          try transaction.register(facts.device, content: .replace, at: 1)
        }
      }
      try scene.store.close()
      let store = try StoreScene.reopen(scene.directory)
      defer { try? store.close() }
      let log = scene.directory.appendingPathComponent("lockstep.sqlite-wal")
      try withoutActuallyEscaping(job) { job in try store.write { try job($0, door) } }
      return try frames(of: log)
    }
  }

  /// The pages in the log that belong to its newest round, which begins at its start: they have the salt of its header.
  private func frames(of log: URL) throws -> Int {
    let bytes = try Data(contentsOf: log)
    let salt = bytes[16..<24]
    return stride(from: 32, to: bytes.count, by: 24 + 4096).prefix { bytes[$0 + 8..<$0 + 16] == salt }.count
  }

  @Test("SEND-4 deciding and queuing one enrolment writes the same with 10 doors as with 1000")
  func samePages() throws {
    let user = try UserID("17")
    let enrolment: @Sendable (WriteTransaction, SessionKey) throws -> Void = { transaction, door in
      _ = try transaction.ingest([StoreScene.entry(1)], epoch: 7, session: door, at: 2)
      let record = DeviceRecord(record: UserRecord(id: user, name: "Ada Quill"), isEdited: true, editMark: 1)
      _ = try transaction.takeIn(user, record, log: 1, session: door, at: 3)
    }
    let few = try pages(doors: 10, enrolment)
    let many = try pages(doors: 1000, enrolment)
    #expect(few > 5)
    // The row of the door itself lies one level deeper in a larger table, which writes no more pages.
    #expect(many == few)
  }

  @Test("SEND-4 pending work is computed from the cursor: users in scope, deletions and leavings above it, no rows")
  func computed() throws {
    try StoreScene.run { scene in
      try scene.set(.specificDevices)
      let door = try scene.door()
      let lab = try scene.store.write { try $0.addAccessGroup(named: "Laboratory") }
      try scene.store.write { try $0.changeDevice(door.device, accessGroups: [lab]) }
      let page = ListPage(users: [], after: nil, through: nil)
      try scene.store.write { try $0.beginReconcile(session: door, at: 2) }
      _ = try scene.store.write { try $0.reconcile(page, session: door, at: 2) }
      try scene.store.write { try $0.endReconcile("access groups", cursor: 0, wasEmpty: true, session: door) }
      try scene.add(1...4, groups: [lab])
      try scene.add(5...6)
      #expect(try scene.work(door.device).writes.map(\.user.text) == ["1", "2", "3", "4"])
      #expect(try !scene.store.read { try $0.device(door.device) }.isBusy)
      try scene.store.write { transaction in
        try transaction.deleteUser(UserID("2"), at: 3)
        _ = try transaction.changeUser(UserID("3"), source: .operator("test"), at: 3) {
          $0.record.rights.setAccessGroups([])
        }
      }
      #expect(try scene.work(door.device).removals.map(\.user.text) == ["2", "3"])
      let head = try scene.store.read { try $0.head() }
      try scene.store.write { try $0.saveCursors([door: head]) }
      #expect(try scene.store.read { try $0.standing(of: door.device) }.cursor == head)
      #expect(try !scene.store.read { try $0.device(door.device) }.isBusy)
      #expect(try scene.attention().isEmpty)
      try scene.store.write { try $0.saveCursors([door: head - 1]) }
      #expect(try scene.store.read { try $0.standing(of: door.device) }.cursor == head)
    }
  }

  @Test("SEND-12 while changes wait, so does what a door lacks; a removal and what an operator has sent do not")
  func withoutChanges() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door()
      try scene.store.write { try $0.endReconcile("first contact", cursor: 0, wasEmpty: true, session: door) }
      try scene.add(1...4)
      func users() throws -> [String] {
        let work = try scene.work(door.device, from: 4, wantsChanges: false)
        #expect(work.through == nil)
        return (work.writes.map(\.user) + work.removals.map(\.user)).map(\.text)
      }
      try scene.store.write { try $0.addTask(.write, UserID("1"), on: door.device) }
      #expect(try users().isEmpty)
      #expect(try scene.work(door.device, wantsChanges: false).writes.isEmpty)
      #expect(try scene.work(door.device, from: 4).writes.map(\.user.text) == ["1"])
      _ = try scene.store.write {
        try $0.addTransfer([UserID("2")], to: [door.device], removes: false, overwrites: false, at: 2)
      }
      #expect(try users() == ["2"])
      try scene.store.write { try $0.deleteUser(UserID("3"), at: 3) }
      #expect(try users() == ["3"])
    }
  }

  /// A door that serves one access group.
  private func laboratory(_ scene: StoreScene) throws -> (SessionKey, AccessGroupID) {
    try scene.set(.specificDevices)
    let door = try scene.door()
    let lab = try scene.store.write { try $0.addAccessGroup(named: "Laboratory") }
    try scene.store.write { try $0.changeDevice(door.device, accessGroups: [lab]) }
    let reason = try #require(try scene.store.read { try $0.standing(of: door.device) }.reconcile)
    try scene.store.write {
      try $0.beginReconcile(session: door, at: 2)
      try $0.endReconcile(reason, cursor: 0, wasEmpty: true, session: door)
    }
    return (door, lab)
  }

  @Test("SEND-4 where a door's changes are known they are what is written, up to where that goes")
  func knownChanges() throws {
    try StoreScene.run { scene in
      let (door, lab) = try laboratory(scene)
      try scene.add(1...4, groups: [lab])
      try scene.add(5...5)
      func work(_ users: [String], through: Revision, above cursor: Revision = 1) throws -> Work {
        let recent = RecentChanges(users: try users.map { try UserID($0) }, through: through)
        return try scene.work(door.device, from: cursor, recent: recent)
      }
      let found = try work(["3", "2", "1", "4", "5", "gone"], through: 3)
      // 1 is below the cursor, 4 above the end, and 5 is none of its.
      #expect(found.writes.map(\.user.text) == ["2", "3"])
      #expect(found.through == 3 && !found.isToGoOn)
      // Changed again since: it is told with the next ones.
      let two = try UserID("2")
      try scene.store.write {
        _ = try $0.changeUser(two, source: .operator("test"), at: 2) { $0.record.name = "Ada Quill" }
      }
      #expect(try work(["2", "3"], through: 3).writes.map(\.user.text) == ["3"])
      #expect(try work(["2"], through: 6, above: 5).writes.map(\.user.text) == ["2"])
    }
  }

  @Test("SEND-4 a door with few users of many does not walk past all of them in one look")
  func scansInParts() throws {
    try StoreScene.run { scene in
      let (door, lab) = try laboratory(scene)
      try scene.add(1...7)
      try scene.add(8...8, groups: [lab])
      var (cursor, seen, looks): (Revision, [String], Int) = (0, [], 0)
      var work = try scene.work(door.device, from: cursor, mostScanned: 3, mostMembers: 0)
      #expect(work.writes.isEmpty && work.isToGoOn && work.through == 3)
      while work.isToGoOn {
        cursor = try #require(work.through)
        work = try scene.work(door.device, from: cursor, mostScanned: 3, mostMembers: 0)
        seen += work.writes.map(\.user.text)
        looks += 1
      }
      #expect(seen == ["8"] && looks == 2)
      #expect(try work.through == scene.store.read { try $0.head() })
      // A walk to the end says so, and one look is enough where there are not so many.
      #expect(try !scene.work(door.device, mostScanned: 8).isToGoOn)
    }
  }

  @Test(
    "SEND-6 a door with few users of many gets them in order, batch by batch, without whom it is to be asked for first")
  func ownUsers() throws {
    try StoreScene.run { scene in
      let (door, lab) = try laboratory(scene)
      let store = try scene.store.write { try $0.addAccessGroup(named: "Store") }
      try scene.store.write { try $0.changeDevice(door.device, accessGroups: [lab, store]) }
      try scene.store.write { try $0.db.execute(sql: "UPDATE devices SET reconcile = NULL") }
      try scene.add(1...4)
      // Who is in both groups is one user; the second one waits to be read.
      for number in [9, 8, 7, 6, 5] { try scene.add([number], groups: number == 9 ? [lab, store] : [lab]) }
      try scene.add(10...14)
      try scene.store.write { try $0.requestPulls(of: [UserID("8")], on: door.device, at: 2) }
      let head = try scene.store.read { try $0.head() }
      var (cursor, batches): (Revision, [[String]]) = (0, [])
      while cursor < head {
        let work = try scene.work(door.device, from: cursor, mostScanned: 3, mostMembers: 6, mostUsers: 2)
        batches.append(work.writes.map(\.user.text))
        let through = try #require(work.through)
        try #require(through > cursor)
        #expect((work.isFull || work.isToGoOn) == (through < head))
        cursor = through
      }
      // Who is to be read first is left out; after the last one there is nothing to walk past.
      #expect(batches == [["9"], ["7", "6"], ["5"]])
      let none = try scene.work(door.device, from: head - 5, mostScanned: 3, mostMembers: 6, mostUsers: 2)
      #expect(none.writes.isEmpty && none.through == head && !none.isToGoOn)
    }
  }

  @Test("SEND-8 SEND-12 who was deleted, comes again and has no room is removed: what the device holds is of before")
  func comesAgainWithoutRoom() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let device = try StoreScene.device()
      _ = try scene.identify(StoreScene.facts(device, capacity: 2))
      try scene.store.write { try $0.register(device, at: 1) }
      let door = try scene.session(StoreScene.facts(device, capacity: 2))
      _ = try scene.store.write {
        try $0.beginReconcile(session: door, at: 2)
        return try $0.reconcile(ListPage(users: [], after: nil, through: nil), session: door, at: 2)
      }
      try scene.store.write { try $0.endReconcile("first contact", cursor: 0, wasEmpty: true, session: door) }
      try scene.add(1...3)
      try scene.store.write { try $0.deleteUser(UserID("1"), at: 3) }
      try scene.add([1])
      try scene.store.write { try $0.adjustLine(door) }
      #expect(try scene.work(device).removals.map(\.user.text) == ["1"])
    }
  }
}
