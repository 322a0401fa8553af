import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct HousekeepingTests {
  private let day: Int64 = 86_400_000

  /// Two doors; a user that lost a card, and another one that was deleted.
  private func run(_ body: (StoreScene, (first: SessionKey, second: SessionKey)) throws -> Void) throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let doors = (first: try scene.door(1001), second: try scene.door(1002))
      try scene.store.write { transaction in
        let lost = UserRecord(id: try UserID("17"), cards: [try Sample.card("1")])
        _ = try transaction.addUser(lost, source: .operator("test"), at: 1)
        _ = try transaction.addUser(UserRecord(id: try UserID("18")), source: .operator("test"), at: 1)
        _ = try transaction.changeUser(lost.id, source: .operator("test"), at: 1) { $0.record.setCards([]) }
        try transaction.deleteUser(UserID("18"), at: 1)
      }
      try body(scene, doors)
    }
  }

  private func tidy(_ scene: StoreScene, online: Set<DeviceID> = [], at now: Int64 = 2) throws {
    _ = try scene.store.write { try $0.tidy(online: online, at: now) }
  }

  private func confirm(_ scene: StoreScene, _ doors: SessionKey...) throws {
    let head = try scene.store.read { try $0.head() }
    let cursors = Dictionary(doors.map { ($0, head) }) { $1 }
    try scene.store.write { try $0.saveCursors(cursors) }
  }

  private func endCompares(_ scene: StoreScene) throws {
    try scene.store.write { try $0.db.execute(sql: "UPDATE devices SET reconcile = NULL") }
  }

  private func kept(_ scene: StoreScene) throws -> (tombstone: Bool, superseded: Bool) {
    try scene.store.read { transaction in
      let user = try transaction.existingUser(UserID("17"))
      return (
        try transaction.hasTombstone(UserID("18")),
        try !transaction.superseded(user.incarnation, cards: [Sample.card("1")]).isEmpty
      )
    }
  }

  @Test("DEL-6 closed entries, which hold what a device had of somebody, end with what can be restored; open ones stay")
  func closedEntries() throws {
    try run { scene, doors in
      try scene.store.write { transaction in
        for user in [try UserID("17"), try UserID("18")] {
          try transaction.open(.quarantined, user: user, device: doors.first.device, reason: "x", value: [1], at: 1)
        }
        try transaction.close([.quarantined], user: try UserID("18"), outcome: "discard", at: 2)
      }
      let all = EntryQuery(isOpen: nil, limit: 10)
      try tidy(scene, online: [doors.first.device, doors.second.device], at: 30 * day)
      #expect(try scene.store.read { try $0.entries(all) }.count == 2)
      try tidy(scene, online: [doors.first.device, doors.second.device], at: 30 * day + 3)
      #expect(try scene.store.read { try $0.entries(all) }.map(\.user) == ["17"])
    }
  }

  @Test("DEL-5 tombstones and superseded values stay until every registered device has confirmed them")
  func confirmed() throws {
    try run { scene, doors in
      try tidy(scene)
      #expect(try kept(scene) == (true, true))
      try confirm(scene, doors.first)
      try tidy(scene)
      #expect(try kept(scene) == (true, true))
      try confirm(scene, doors.second)
      try tidy(scene)
      #expect(try kept(scene) == (false, false))
    }
  }

  @Test(
    "DEL-5 they hold IDs, digests and revisions only: a removed card is known again, and its number is kept nowhere")
  func contents() throws {
    try StoreScene.run { scene in
      let user = try UserID("17")
      let card = try Sample.card("0x1122334455667788")
      try scene.store.write { transaction in
        _ = try transaction.addUser(UserRecord(id: user, cards: [card]), source: .operator("test"), at: 1)
        _ = try transaction.changeUser(user, source: .operator("test"), at: 1) { $0.record.setCards([]) }
      }
      let known = try scene.store.read { try $0.existingUser(user) }
      let found = try scene.store.read { try $0.superseded(known.incarnation, cards: [card]) }
      #expect(found.map(\.slot) == [.card(card)])
      #expect(found.map(\.revision) == [known.revision])
      #expect(try scene.store.read { try $0.superseded(known.incarnation, cards: [Sample.card("5")]) }.isEmpty)
    }
  }

  @Test("MERGE-10 what was taken from a user who stands by hand where it does not belong is remembered until it left")
  func copiesByHand() throws {
    let ends: [@Sendable (WriteTransaction, SessionKey) throws -> Void] = [
      { transaction, door in
        let removed = WriteOutcome(user: try UserID("17"), isRemoval: true, status: .done, task: nil)
        try transaction.record([removed], session: door, at: 3)
      },
      { try $0.followDelete(of: try UserID("17"), on: $1.device, at: 3) },
      { try $0.followDeleteAll(on: $1.device, at: 3) },
      { try $0.removeDevice($1.device, at: 3) },
      { transaction, door in
        let group = try transaction.reading.accessGroupNames().keys.sorted()[0]
        _ = try transaction.changeUser(UserID("17"), source: .operator("test"), at: 3) {
          $0.record.rights.setAccessGroups([group])
        }
        try transaction.changeDevice(door.device, accessGroups: [group])
      },
    ]
    for end in ends {
      try run { scene, doors in
        try scene.set(.specificDevicesIncludingUserUpdateFromDevice)
        try scene.store.write { _ = try $0.addAccessGroup(named: "Laboratory") }
        try endCompares(scene)
        let task = PendingTask(generation: 0, attempts: 0, overwrites: false, transfer: 1)
        let sent = WriteOutcome(user: try UserID("17"), isRemoval: false, status: .done, task: task)
        try scene.store.write { try $0.record([sent], session: doors.second, at: 2) }
        try confirm(scene, doors.first, doors.second)
        try tidy(scene)
        #expect(try kept(scene) == (false, true))
        try scene.store.write { try end($0, doors.second) }
        try confirm(scene, doors.first)
        _ = try? confirm(scene, doors.second)
        try scene.store.write { try $0.close([.deletedThere], device: doors.second.device, outcome: "sent", at: 3) }
        try endCompares(scene)
        try tidy(scene)
        #expect(try kept(scene).superseded == false)
      }
    }
  }

  @Test(
    "MERGE-10 MODE-6 on Not Used a compare removes nobody, and who stands somewhere by hand is remembered after it too")
  func copiesOnNotUsed() throws {
    try run { scene, doors in
      try scene.set(.notUsed)
      try endCompares(scene)
      let task = PendingTask(generation: 0, attempts: 0, overwrites: false, transfer: 1)
      let sent = WriteOutcome(user: try UserID("17"), isRemoval: false, status: .done, task: task)
      try scene.store.write { transaction in
        try transaction.record([sent], session: doors.second, at: 2)
        try transaction.requestReconcile(doors.second.device, "event logs lost")
      }
      try endCompares(scene)
      try confirm(scene, doors.first, doors.second)
      try tidy(scene)
      #expect(try kept(scene).superseded)
    }
  }

  @Test(
    "MERGE-10 what was taken from a user whom an operator leaves on a device, without a change that finds them, too",
    arguments: [AttentionKind.noAccessGroup, .transferFailed])
  func copiesLeftThere(kind: AttentionKind) throws {
    try run { scene, doors in
      let user = try UserID("17")
      try scene.set(
        kind == .noAccessGroup
          ? .specificDevicesIncludingUserUpdateFromDevice : .allDevicesIncludingUserUpdateFromDevice)
      _ = try scene.store.write { try $0.open(kind, user: user, device: doors.second.device, reason: "x", at: 2) }
      try endCompares(scene)
      try confirm(scene, doors.first, doors.second)
      try tidy(scene)
      #expect(try kept(scene).superseded)
      let entry = try #require(try scene.attention(kind).first)
      try scene.store.write { try $0.decide(entry.id, "dismiss", by: "test", at: 2) }
      try tidy(scene)
      #expect(try kept(scene).superseded)
      try scene.store.write { transaction in
        try transaction.record(
          [WriteOutcome(user: user, isRemoval: true, status: .done, task: nil)], session: doors.second, at: 3)
      }
      try tidy(scene)
      #expect(try !kept(scene).superseded)
    }
  }

  @Test("DEL-5 they stay while a device's content is still to be compared")
  func comparing() throws {
    try run { scene, doors in
      try confirm(scene, doors.first, doors.second)
      try scene.store.write { try $0.requestReconcile(doors.second.device, "access groups") }
      try tidy(scene)
      #expect(try kept(scene) == (true, true))
      let head = try scene.store.read { try $0.head() }
      let page = ListPage(users: [], after: nil, through: nil)
      try scene.store.write { try $0.beginReconcile(session: doors.second, at: 2) }
      _ = try scene.store.write { try $0.reconcile(page, session: doors.second, at: 2) }
      try scene.store.write {
        try $0.endReconcile("access groups", cursor: head, wasEmpty: false, session: doors.second)
      }
      try tidy(scene)
      #expect(try kept(scene) == (false, false))
    }
  }

  @Test("DEL-5 what a pull still asks for stays: a record without base of the deleted user creates nothing")
  func waitingPull() throws {
    try run { scene, doors in
      try scene.ingest([StoreScene.entry(1, .updateSuccess, user: "18")], doors.first)
      try scene.ingest([StoreScene.entry(1, .updateSuccess, user: "17")], doors.second)
      try confirm(scene, doors.first, doors.second)
      try tidy(scene)
      #expect(try kept(scene) == (true, true))
      let record = DeviceRecord(
        record: UserRecord(id: try UserID("18"), name: "Bruno Tal"), isEdited: true, editMark: 1)
      let taken = try scene.store.write {
        try $0.takeIn(UserID("18"), record, log: 1, session: doors.first, at: 3)
      }
      #expect(taken.outcome == .held)
      #expect(try scene.store.read { try $0.user(UserID("18")) } == nil)
    }
  }

  @Test("DEL-5 a device that was away for too long is not waited for, and has unknown content from then on")
  func absent() throws {
    try run { scene, doors in
      try confirm(scene, doors.first)
      let online: Set = [doors.first.device]
      try tidy(scene, online: online, at: 180 * day)
      #expect(try kept(scene).tombstone)
      try tidy(scene, online: online, at: 180 * day + 2)
      #expect(try kept(scene) == (false, false))
      #expect(try scene.store.read { try $0.standing(of: doors.second.device) }.hold == .unknownContent)
      #expect(try scene.store.read { try $0.standing(of: doors.first.device) }.hold == nil)
      #expect(try scene.attention(.unknownContent).map(\.device) == [doors.second.device])
      // A round later nothing is told twice, and what an operator chose stays chosen.
      try scene.store.write { try $0.choose(.replace, for: doors.second.device, at: 200 * day) }
      try tidy(scene, online: online, at: 201 * day)
      #expect(try scene.store.read { try $0.standing(of: doors.second.device) }.hold == nil)
      #expect(try scene.attention(.unknownContent).isEmpty)
    }
  }

  @Test(
    "DEL-5 a device that never comes back for the choice about its content is waited for no longer", arguments: [0, 1])
  func absentWithChoice(round: Int64) throws {
    try run { scene, doors in
      try confirm(scene, doors.first)
      try scene.store.write { try $0.requestReconcile(doors.second.device, WriteTransaction.replace) }
      let online: Set = [doors.first.device]
      try tidy(scene, online: online, at: 180 * day)
      #expect(try kept(scene) == (true, true))
      try tidy(scene, online: online, at: (180 + round) * day + 2)
      #expect(try kept(scene) == (false, false))
      // What was chosen is still done when it comes.
      #expect(try scene.store.read { try $0.standing(of: doors.second.device) }.reconcile == WriteTransaction.replace)
    }
  }

  @Test("DEL-5 the setting says how long is too long; a device that is online is never away")
  func setting() throws {
    try run { scene, doors in
      try scene.store.write { try $0.set(.deviceAbsenceDays, to: "10") }
      try tidy(scene, online: [doors.first.device, doors.second.device], at: 50 * day)
      #expect(try scene.attention(.unknownContent).isEmpty)
      try tidy(scene, online: [doors.first.device], at: 59 * day)
      #expect(try scene.attention(.unknownContent).isEmpty)
      try tidy(scene, online: [doors.first.device], at: 61 * day)
      #expect(try scene.attention(.unknownContent).map(\.device) == [doors.second.device])
    }
  }

  @Test("SEC-6 a device on hold that comes back empty starts at once, and is filled from the start")
  func backEmpty() throws {
    try run { scene, doors in
      try confirm(scene, doors.first, doors.second)
      try tidy(scene, online: [doors.first.device], at: 181 * day)
      _ = try scene.session(StoreScene.facts(doors.second.device, users: 0))
      let standing = try scene.store.read { try $0.standing(of: doors.second.device) }
      #expect(standing.hold == nil)
      #expect(standing.cursor == 0)
      #expect(try scene.attention(.unknownContent).isEmpty)
    }
  }

  @Test("DEL-6 a deleted user can be restored for as many days as the setting says", arguments: ["30", "3"])
  func restore(days: String) throws {
    try run { scene, _ in
      try scene.store.write { try $0.set(.restoreDays, to: days) }
      let last = (Int64(days) ?? 0) * day
      try tidy(scene, at: last)
      let restored = try scene.store.write {
        try $0.restoreUser(UserID("18"), source: .operator("test"), at: 5)
      }
      #expect(restored.record == UserRecord(id: try UserID("18")))
      try scene.store.write { try $0.deleteUser(UserID("18"), at: 1) }
      try tidy(scene, at: last + 2)
      #expect(throws: StoreError.self) {
        try scene.store.write { try $0.restoreUser(UserID("18"), source: .operator("test"), at: 5) }
      }
    }
  }

  @Test("DEL-6 it is refused when the ID or a card belongs to somebody else by now, with nothing changed")
  func conflict() throws {
    try StoreScene.run { scene in
      let card = try Sample.card("5")
      let (old, new) = (try UserID("21"), try UserID("22"))
      try scene.store.write { transaction in
        _ = try transaction.addUser(UserRecord(id: old, cards: [card]), source: .operator("test"), at: 1)
        try transaction.deleteUser(old, at: 1)
        _ = try transaction.addUser(UserRecord(id: new, cards: [card]), source: .operator("test"), at: 1)
      }
      let head = try scene.store.read { try $0.head() }
      #expect(throws: StoreError.self) {
        try scene.store.write { try $0.restoreUser(old, source: .operator("test"), at: 2) }
      }
      #expect(try scene.store.read { try $0.head() } == head)
      #expect(try scene.store.read { try $0.user(old) } == nil)
      try scene.store.write { try $0.deleteUser(new, at: 3) }
      let restored = try scene.store.write { try $0.restoreUser(old, source: .operator("test"), at: 4) }
      #expect(restored.record.cards == [card])
    }
  }
}
