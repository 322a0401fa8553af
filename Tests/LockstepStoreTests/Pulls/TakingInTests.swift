import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct TakingInTests {
  private let user: UserID

  init() throws { user = try UserID("17") }

  /// A door at which Ada, whom the server has with a card, got a finger and another name.
  private func edited(_ scene: StoreScene) throws -> (session: SessionKey, record: DeviceRecord) {
    try scene.set(.allDevicesIncludingUserUpdateFromDevice)
    let session = try scene.door()
    let known = try scene.store.write {
      try $0.addUser(
        UserRecord(id: user, name: "Ada Quill", cards: [try Sample.card("1")]), source: .operator("test"), at: 1)
    }
    try scene.ingest([StoreScene.entry(1, .updateSuccess)], session)
    var record = known.record
    record.name = "Ada Tal"
    record.setFingerprints([Sample.finger(2, 1)])
    let base = Sample.base(known.revision, incarnation: known.incarnation)
    return (session, DeviceRecord(record: record, base: base, isEdited: true, editMark: 1))
  }

  private func user(_ scene: StoreScene) throws -> ServerUser { try scene.store.read { try $0.existingUser(user) } }

  private func head(_ scene: StoreScene) throws -> Revision { try scene.store.read { try $0.head() } }

  struct Broken: Error {}

  @Test("MERGE-3 user, revision, differences and the end of the pull are one transaction: all of it or nothing")
  func oneTransaction() async throws {
    try await StoreScene.runAsync { scene in
      let (session, record) = try edited(scene)
      let before = try user(scene)
      let head = try self.head(scene)
      let events = try scene.events().count
      let errors = try await scene.store.writeTogether([
        {
          _ = try $0.takeIn(user, record, log: 1, session: session, at: 5)
          throw Broken()
        }
      ])
      #expect(errors.map { $0 is Broken } == [true])
      #expect(try user(scene) == before)
      #expect(try self.head(scene) == head)
      #expect(try scene.attention().isEmpty)
      #expect(try scene.events().count == events)
      #expect(try scene.work(session.device).pulls == [user])

      _ = try await scene.store.writeTogether([
        { _ = try $0.takeIn(user, record, log: 1, session: session, at: 6) }
      ])
      let after = try user(scene)
      #expect(after.record.fingerprints == record.record.fingerprints)
      #expect(after.record.name == "Ada Quill")
      #expect(after.revision == head + 1)
      #expect(try scene.attention(.difference).map(\.slot) == [.name])
      #expect(try scene.work(session.device).pulls.isEmpty)
    }
  }

  @Test(
    "DEL-1 somebody who was deleted there after being read is deleted there: nothing is sent, and no difference waits",
    arguments: [EventCode.deleteSuccess, .deleteAllSuccess])
  func deletedMeanwhile(_ code: EventCode) throws {
    try StoreScene.run { scene in
      let (session, record) = try edited(scene)
      try scene.ingest([StoreScene.entry(2, code, user: code == .deleteAllSuccess ? "" : "17")], session)
      let taken = try scene.store.write { try $0.takeIn(user, record, log: 1, session: session, at: 5) }
      #expect(taken.outcome == .filled && taken.changed != nil)
      #expect(try user(scene).record.fingerprints == record.record.fingerprints)
      #expect(try scene.attention(.difference).isEmpty)
      #expect(try !scene.attention(.deletedThere).isEmpty)
      #expect(try scene.work(session.device).writes.isEmpty)
    }
  }

  @Test("DEL-1 a newcomer who was deleted there before the record was in is kept, and not sent there again")
  func newcomerDeletedMeanwhile() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let (session, other) = (try scene.door(), try scene.door(1002))
      try scene.ingest([StoreScene.entry(1), StoreScene.entry(2, .deleteSuccess)], session)
      let record = DeviceRecord(record: UserRecord(id: user, name: "Ada Quill"), isEdited: true, editMark: 1)
      let taken = try scene.store.write { try $0.takeIn(user, record, log: 1, session: session, at: 5) }
      #expect(taken.changed != nil)
      #expect(try scene.attention(.deletedThere).map(\.user) == ["17"])
      #expect(try scene.work(session.device).writes.isEmpty)
      #expect(try scene.work(other.device).writes.map(\.user) == [user])
    }
  }

  @Test("DEL-4 somebody who was deleted and enrolled again there meanwhile is not deleted there")
  func enrolledAgainMeanwhile() throws {
    try StoreScene.run { scene in
      let (session, record) = try edited(scene)
      try scene.ingest([StoreScene.entry(2, .deleteSuccess), StoreScene.entry(3)], session)
      _ = try scene.store.write { try $0.takeIn(user, record, log: 1, session: session, at: 5) }
      #expect(try scene.attention(.deletedThere).isEmpty)
      #expect(try scene.work(session.device).pulls == [user])
    }
  }

  @Test(
    "DEL-1 whom a device holds after all, because its memory was put back, is served there as any other",
    arguments: [EventCode.deleteSuccess, .deleteAllSuccess])
  func heldAfterAll(_ code: EventCode) throws {
    try StoreScene.run { scene in
      let (session, record) = try edited(scene)
      try scene.add(18...18)
      try scene.ingest([StoreScene.entry(2, code, user: code == .deleteAllSuccess ? "" : "17")], session)
      try scene.store.write { try $0.requestPulls(of: [user], on: session.device, at: 4) }
      _ = try scene.store.write { try $0.takeIn(user, record, log: 2, session: session, at: 5) }
      #expect(try scene.work(session.device).writes.map(\.user).contains(user))
      // Of everybody else nothing is known.
      #expect(try scene.attention(.deletedThere).count == (code == .deleteAllSuccess ? 1 : 0))
    }
  }

  @Test("MERGE-3 it is against the user as it is at its commit, not as it was when the device was asked")
  func atItsCommit() throws {
    try StoreScene.run { scene in
      let (session, record) = try edited(scene)
      let mine = Sample.finger(2, 9)
      try scene.store.write {
        _ = try $0.changeUser(user, source: .operator("test"), at: 4) { $0.record.setFingerprints([mine]) }
      }
      let taken = try scene.store.write { try $0.takeIn(user, record, log: 1, session: session, at: 5) }
      #expect(taken.outcome == .noChange)
      #expect(try user(scene).record.fingerprints == [mine])
      #expect(try scene.attention(.difference).compactMap(\.slot).sorted() == [.name, .fingerprint(2)])
    }
  }

  @Test(
    "SEND-8 SEND-12 who is enrolled where all the room belongs to others is taken in, and removed there",
    arguments: [(2, ["17"]), (3, [])])
  func enrolledWithoutRoom(capacity: Int, removed: [String]) throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let session = try scene.door(capacity: capacity)
      try scene.add(1...2)
      try scene.ingest([StoreScene.entry(1)], session)
      let record = DeviceRecord(record: UserRecord(id: user, name: "Ada Quill"), isEdited: true, editMark: 1)
      let taken = try scene.store.write {
        try $0.endReconcile("first contact", cursor: 0, wasEmpty: true, session: session)
        return try $0.takeIn(user, record, log: 1, session: session, at: 5)
      }
      #expect(taken.outcome == .created)
      try scene.store.write { try $0.adjustLine(session) }
      #expect(try scene.work(session.device).removals.map(\.user.text) == removed)
    }
  }

  @Test("MERGE-3 merging twice changes nothing, and opens nothing twice")
  func twice() throws {
    try StoreScene.run { scene in
      let (session, record) = try edited(scene)
      _ = try scene.store.write { try $0.takeIn(user, record, log: 1, session: session, at: 5) }
      let (once, entries) = (try user(scene), try scene.attention())
      try scene.ingest([StoreScene.entry(2, .updateSuccess)], session)
      let again = try scene.store.write { try $0.takeIn(user, record, log: 2, session: session, at: 6) }
      #expect(again.outcome == .noChange)
      #expect(try user(scene) == once)
      #expect(try scene.attention() == entries)
    }
  }

  @Test("MERGE-5 what stands for a difference changes when either side does, and a closed one is refused")
  func versions() throws {
    try StoreScene.run { scene in
      let (session, record) = try edited(scene)
      _ = try scene.store.write { try $0.takeIn(user, record, log: 1, session: session, at: 5) }
      let shown = try #require(try scene.attention(.difference).first)
      let version = { try scene.store.read { try $0.version(ofDifference: try $0.entry(shown.id)) } }
      let first = try version()
      try scene.store.write {
        _ = try $0.changeUser(user, source: .operator("test"), at: 6) { $0.record.personalMessage = "Elsewhere" }
      }
      #expect(try version() == first)
      try scene.store.write {
        _ = try $0.changeUser(user, source: .operator("test"), at: 7) { $0.record.name = "A. Quill" }
      }
      let second = try version()
      #expect(second != first)

      var other = record.record
      other.name = "Ada Somebody"
      try scene.ingest([StoreScene.entry(2, .updateSuccess)], session)
      let edit = DeviceRecord(record: other, base: record.base, isEdited: true, editMark: 2)
      _ = try scene.store.write { try $0.takeIn(user, edit, log: 2, session: session, at: 8) }
      #expect(try version() != second)
      #expect(throws: StoreError.self) {
        try scene.store.write {
          try $0.decide(shown.id, "use-device-value", version: shown.version, by: "test", at: 9)
        }
      }
      #expect(try user(scene).record.name == "A. Quill")
      try scene.store.write { try $0.decide(shown.id, "use-device-value", by: "test", at: 10) }
      #expect(try user(scene).record.name == "Ada Somebody")
      #expect(throws: StoreError.self) {
        try scene.store.write { try $0.decide(shown.id, "use-server-value", by: "test", at: 11) }
      }
    }
  }

  @Test("FAIL-3 a base of another server is foreign: neither merged nor deleted until an operator decides")
  func foreign() throws {
    try StoreScene.run { scene in
      let (session, record) = try edited(scene)
      let before = try user(scene)
      let foreign = DeviceRecord(
        record: record.record, base: Base(server: Sample.server(2), incarnation: 1, revision: 1), isEdited: true,
        editMark: 1)
      let held = try scene.store.write { try $0.takeIn(user, foreign, log: 1, session: session, at: 5) }
      #expect(held.outcome == .held)
      #expect(try user(scene) == before)
      let work = try scene.work(session.device)
      #expect(work.writes.isEmpty && work.removals.isEmpty && work.pulls.isEmpty)
      let entry = try #require(try scene.attention(.foreignUser).first)

      try scene.store.write { try $0.decide(entry.id, "take-over", by: "test", at: 6) }
      #expect(try scene.work(session.device).pulls == [user])
      let taken = try scene.store.write { try $0.takeIn(user, foreign, log: 1, session: session, at: 7) }
      #expect(taken.outcome == .filled)
      #expect(try scene.attention(.foreignUser).isEmpty)
    }
  }

  @Test("DEL-4 a pull that waits for an operator ends with the user, so that it holds up no later one")
  func heldPullEnds() throws {
    try StoreScene.run { scene in
      let (session, _) = try edited(scene)
      try scene.store.write { try $0.quarantine(user, reason: "too long", log: 1, session: session, at: 5) }
      try scene.store.write { try $0.deleteUser(user, at: 6) }
      try scene.store.write {
        _ = try $0.addUser(UserRecord(id: user, name: "Bruno Tal"), source: .operator("test"), at: 7)
      }
      #expect(try scene.attention().isEmpty)
      #expect(try scene.work(session.device).writes.map(\.user) == [user])
    }
  }

  @Test(
    "SEND-8 who was enrolled without a group, and comes into scope where others have the room, is removed there",
    arguments: [1, 2])
  func comesIntoScope(capacity: Int) throws {
    try StoreScene.run { scene in
      try scene.set(.specificDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door(capacity: capacity)
      let lab = try scene.store.write { transaction in
        let lab = try transaction.addAccessGroup(named: "Laboratory")
        try transaction.changeDevice(door.device, accessGroups: [lab])
        let reason = try #require(try transaction.reading.standing(of: door.device).reconcile)
        try transaction.beginReconcile(session: door, at: 1)
        try transaction.endReconcile(reason, cursor: 0, wasEmpty: true, session: door)
        return lab
      }
      try scene.add([18], groups: [lab])
      try scene.ingest([StoreScene.entry(1)], door)
      let record = DeviceRecord(record: UserRecord(id: user, name: "Ada Quill"), isEdited: true, editMark: 1)
      _ = try scene.store.write { try $0.takeIn(user, record, log: 1, session: door, at: 2) }
      #expect(try scene.attention(.noAccessGroup).map(\.user) == ["17"])
      try scene.store.write { transaction in
        _ = try transaction.changeUser(user, source: .operator("test"), at: 3) {
          $0.record.rights.setAccessGroups([lab])
        }
        try transaction.adjustLine(door)
      }
      #expect(try scene.attention(.noAccessGroup).isEmpty)
      let work = try scene.work(door.device)
      #expect(work.removals.map(\.user) == (capacity == 1 ? [user] : []))
      #expect(work.writes.map(\.user).contains(user) == (capacity == 2))
    }
  }
}
