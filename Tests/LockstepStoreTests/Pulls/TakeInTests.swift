import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct TakeInTests {
  @Test("PULL-3 an answer that is older than the log asks for one more pull at once; the next one only after a pause")
  func oldAnswers() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door()
      let user = try UserID("17")
      try scene.ingest([StoreScene.entry(1), StoreScene.entry(2, .updateSuccess)], door)
      let record = DeviceRecord(record: UserRecord(id: user, name: "Ada Quill"), isEdited: true, editMark: 2)
      func answer(log: LogID, at now: Int64) throws {
        _ = try scene.store.write { try $0.takeIn(user, record, log: log, session: door, at: now) }
      }
      func due(at now: Int64) throws -> Bool {
        let query = WorkQuery(
          device: door.device, cursor: 0, ahead: [:], reading: [], wantsPulls: true, wantsWrites: false,
          hasBacklog: false, lineHead: .max
        ) { _, _, _ in
          []
        } encodeTarget: { _, _ in
          []
        }
        return try scene.store.read { try $0.work(query, at: now) }.pulls == [user]
      }
      try answer(log: 1, at: 1000)
      #expect(try due(at: 1000))
      try answer(log: 1, at: 1001)
      #expect(try !due(at: 1001 + WriteTransaction.staleAnswerPause - 1))
      #expect(try due(at: 1001 + WriteTransaction.staleAnswerPause))
      // A new entry is a reason to look at once.
      try scene.ingest([StoreScene.entry(3, .updateSuccess)], door)
      #expect(try due(at: 1002))
      try answer(log: 3, at: 1003)
      #expect(try !due(at: 100_000))
    }
  }

  @Test("PULL-3 MERGE-3 users of one answer are taken in together, each by what the ones before it have changed")
  func together() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door()
      let users = try (1...3).map { try UserID("\($0)") }
      try scene.ingest(users.enumerated().map { StoreScene.entry(LogID($0 + 1), user: $1.text) }, door)
      let card = try Sample.card("1")
      let pulled = users.prefix(2).map { user in
        let record = UserRecord(id: user, name: "Ada Quill", cards: [card])
        return PulledUser(user, DeviceRecord(record: record, isEdited: true, editMark: 3))
      }
      let results = try scene.store.write {
        try $0.takeIn(pulled + [PulledUser(users[2], nil)], log: 3, session: door, at: 5)
      }
      #expect(users.map { results[$0]?.outcome } == [.created, .created, .unknownThere])
      #expect(users.map { results[$0]?.changed } == [1, 2, nil])
      // The first one has the card (MERGE-4).
      #expect(try scene.store.read { try $0.user(users[1]) }?.record.cards == [])
      #expect(try scene.work(door.device).pulls.isEmpty)
    }
  }

  @Test("LOG-4 what a device was asked for before it was suspended is not taken in: the pull waits")
  func suspended() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door()
      let user = try UserID("17")
      try scene.ingest([StoreScene.entry(1, .verifySuccess)], door)
      // An entry that differs from the stored one, and an edit after it, in one upload.
      try scene.ingest([StoreScene.entry(1, .verifyFail), StoreScene.entry(2)], door)
      let record = DeviceRecord(record: UserRecord(id: user, name: "Ada Quill"), isEdited: true, editMark: 2)
      let taken = try scene.store.write { try $0.takeIn(user, record, log: 2, session: door, at: 5) }
      #expect(taken.outcome == .notTakenIn)
      #expect(try scene.store.read { try $0.user(user) } == nil)
      try scene.store.write { try $0.quarantine(user, reason: "too long", log: 2, session: door, at: 6) }
      #expect(try scene.attention(.quarantined).isEmpty)
      try scene.store.write { try $0.db.execute(sql: "UPDATE devices SET hold = NULL") }
      #expect(try scene.work(door.device).pulls == [user])
    }
  }

  @Test("PULL-6 MODE-3 a record over its limits is set aside only where a pull waits for it, and no later entry came")
  func setAside() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door()
      let user = try UserID("17")
      func quarantine(log: LogID) throws {
        try scene.store.write { try $0.quarantine(user, reason: "too long", log: log, session: door, at: 5) }
      }
      try quarantine(log: 1)
      #expect(try scene.attention().isEmpty)
      try scene.ingest([StoreScene.entry(1), StoreScene.entry(2, .updateSuccess)], door)
      try quarantine(log: 1)
      #expect(try scene.attention().isEmpty)
      #expect(try scene.work(door.device).pulls == [user])
      try quarantine(log: 2)
      #expect(try scene.attention(.quarantined).count == 1)
      #expect(try scene.work(door.device).pulls.isEmpty)
    }
  }

  @Test("FAIL-1 if one of an answer cannot be stored nothing of it is, and every pull waits on")
  func notInPart() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door()
      let users = try (1...2).map { try UserID("\($0)") }
      try scene.ingest(users.enumerated().map { StoreScene.entry(LogID($0 + 1), user: $1.text) }, door)
      try scene.store.write {
        try $0.db.execute(
          sql: """
            CREATE TRIGGER no_second BEFORE INSERT ON users WHEN new.id = '2' BEGIN SELECT RAISE(ABORT, 'no'); END
            """)
      }
      let pulled = users.map { user in
        PulledUser(user, DeviceRecord(record: UserRecord(id: user, name: "Ada Quill"), isEdited: true, editMark: 2))
      }
      #expect(throws: (any Error).self) {
        try scene.store.write { try $0.takeIn(pulled, log: 2, session: door, at: 5) }
      }
      #expect(try scene.store.read { try $0.userCount() } == 0)
      #expect(try scene.work(door.device).pulls == users)
    }
  }

  @Test("DEL-3 an enrolment that was taken in does not make somebody once more who is deleted before the next answer")
  func enrolmentOnce() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door()
      let user = try UserID("17")
      func answer(mark: LogID, log: LogID) throws -> TakenIn {
        let record = DeviceRecord(record: UserRecord(id: user, name: "Ada Quill"), isEdited: true, editMark: mark)
        return try scene.store.write { try $0.takeIn(user, record, log: log, session: door, at: 5) }
      }
      try scene.ingest([StoreScene.entry(1), StoreScene.entry(2, .updateSuccess)], door)
      #expect(try answer(mark: 1, log: 1).outcome == .created)
      try scene.store.write { try $0.deleteUser(user, at: 6) }
      #expect(try answer(mark: 2, log: 2).outcome == .held)
      #expect(try scene.attention(.editedAfterDeletion).map(\.user) == ["17"])
      // Enrolled there again: a new person (DEL-4).
      try scene.ingest([StoreScene.entry(3)], door)
      #expect(try answer(mark: 2, log: 2).outcome != .created)
      #expect(try answer(mark: 3, log: 3).outcome == .created)
    }
  }

  @Test("DEL-3 the record of somebody deleted goes also where the ID has come again and does not belong to that door")
  func earlierPersonOutOfScope() throws {
    try StoreScene.run { scene in
      try scene.set(.specificDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door()
      let (mine, other) = try scene.store.write {
        (try $0.addAccessGroup(named: "Hall"), try $0.addAccessGroup(named: "Laboratory"))
      }
      try scene.store.write { try $0.changeDevice(door.device, accessGroups: [mine]) }
      let user = try UserID("17")
      try scene.add(17...17, groups: [mine])
      let known = try scene.store.read { try $0.existingUser(user) }
      try scene.store.write { try $0.deleteUser(user, at: 2) }
      try scene.add(17...17, groups: [other])
      try scene.ingest([StoreScene.entry(1, .updateSuccess)], door)
      let record = DeviceRecord(
        record: UserRecord(id: user, name: "Ada Quill"),
        base: Sample.base(known.revision, incarnation: known.incarnation), isEdited: true, editMark: 1)
      let taken = try scene.store.write { try $0.takeIn(user, record, log: 1, session: door, at: 5) }
      #expect(taken.outcome == .held)
      #expect(try scene.work(door.device).removals.map(\.user) == [user])
    }
  }

  @Test("PULL-3 LOG-4 nobody waits for entries that a device lost when its memory was put back")
  func putBack() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let before = try scene.door()
      try scene.add([18])
      let (user, other) = (try UserID("17"), try UserID("18"))
      try scene.ingest([StoreScene.entry(1), StoreScene.entry(2, .updateSuccess)], before)
      try scene.store.write { transaction in
        let edited = WriteOutcome(user: other, isRemoval: false, status: .edited(mark: 2), task: nil)
        try transaction.record([edited], session: before, at: 2)
      }
      let after = try scene.session(StoreScene.facts(before.device, lastLog: 1, users: 1))
      #expect(try scene.store.read { try $0.standing(of: after.device) }.hold == .suspended)
      try scene.store.write { transaction in
        try transaction.choose(.resume, for: after.device, at: 3)
        let record = DeviceRecord(record: UserRecord(id: user, name: "Ada Quill"), isEdited: true, editMark: 1)
        _ = try transaction.takeIn(user, record, log: 1, session: after, at: 4)
        try transaction.db.execute(sql: "UPDATE devices SET reconcile = NULL")
      }
      let work = try scene.work(after.device)
      #expect(work.pulls.isEmpty)
      #expect(work.writes.map(\.user).contains(other))
      #expect(try scene.store.read { try $0.standing(of: after.device) }.mark == 1)
    }
  }
}
