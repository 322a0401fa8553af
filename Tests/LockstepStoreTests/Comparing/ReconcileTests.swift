import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct ReconcileTests {
  private let everything = ListPage(users: [], after: nil, through: nil)

  private func reason(_ scene: StoreScene, _ session: SessionKey) throws -> String? {
    try scene.store.read { try $0.standing(of: session.device) }.reconcile
  }

  @Test("MODE-5 a change of the scope while a compare goes on is followed by another one, whatever asked for the first")
  func changedDuringCompare() throws {
    try StoreScene.run { scene in
      try scene.set(.specificDevices)
      let door = try scene.door()
      let (lab, hall) = try scene.store.write {
        (try $0.addAccessGroup(named: "Laboratory"), try $0.addAccessGroup(named: "Hall"))
      }
      try scene.store.write { try $0.changeDevice(door.device, accessGroups: [lab]) }
      let first = try #require(try reason(scene, door))
      _ = try scene.store.write {
        try $0.beginReconcile(session: door, at: 2)
        return try $0.reconcile(everything, session: door, at: 2)
      }
      try scene.store.write { try $0.changeDevice(door.device, accessGroups: [lab, hall]) }
      try scene.store.write { try $0.endReconcile(first, cursor: 0, wasEmpty: true, session: door) }
      let second = try #require(try reason(scene, door))
      _ = try scene.store.write {
        try $0.beginReconcile(session: door, at: 3)
        return try $0.reconcile(everything, session: door, at: 3)
      }
      try scene.store.write { try $0.endReconcile(second, cursor: 0, wasEmpty: true, session: door) }
      #expect(try reason(scene, door) == nil)
    }
  }

  @Test("MODE-5 an operator's choice that is being carried out is not repeated, but the new scope is reached")
  func changedDuringChoice() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door()
      try scene.store.write { try $0.requestReconcile(door.device, WriteTransaction.replace) }
      _ = try scene.store.write {
        try $0.beginReconcile(session: door, at: 2)
        return try $0.reconcile(everything, session: door, at: 2)
      }
      try scene.set(.specificDevices)
      try scene.store.write {
        try $0.endReconcile(WriteTransaction.replace, cursor: 0, wasEmpty: true, session: door)
      }
      let next = try #require(try reason(scene, door))
      #expect(ContentChoice(rawValue: next) == nil)
    }
  }

  @Test("SEC-6 replace with the server's leaves nobody out for an entry that was open")
  func replacesEntries() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door()
      let user = try UserID("17")
      try scene.store.write { transaction in
        try transaction.open(.newOnDevice, user: user, device: door.device, reason: "on the device only", at: 1)
        try transaction.requestReconcile(door.device, WriteTransaction.replace)
      }
      let listed = ListedUser(user: user, digest: 1, base: nil, isEdited: true, editMark: 1)
      let page = ListPage(users: [listed], after: nil, through: nil)
      _ = try scene.store.write {
        try $0.beginReconcile(session: door, at: 2)
        return try $0.reconcile(page, session: door, at: 2)
      }
      #expect(try scene.attention().isEmpty)
      #expect(try scene.work(door.device).removals.map(\.user) == [user])
    }
  }

  @Test("VERIFY-5 whoever has the ID of somebody who was deleted, and then edited there, is missing as any other")
  func editedAfterDeletion() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door()
      let user = try UserID("17")
      try scene.add([17, 18])
      try scene.store.write { transaction in
        try transaction.open(.editedAfterDeletion, user: user, device: door.device, reason: "x", value: [1], at: 1)
        try transaction.beginReconcile(session: door, at: 2)
        let listed = ListedUser(user: try UserID("19"), digest: 1, base: nil, isEdited: true, editMark: 1)
        let page = ListPage(users: [listed], after: nil, through: nil)
        _ = try transaction.reconcile(page, session: door, at: 2)
        try transaction.endReconcile(
          "first contact", cursor: transaction.reading.head(), wasEmpty: false, session: door)
      }
      #expect(try scene.work(door.device).writes.map(\.user).contains(user))
    }
  }

  @Test(
    "DEL-3 SEC-6 a device is taken over without whom the server deleted meanwhile: that waits for an operator",
    arguments: [SynchronizationMode.allDevices, .allDevicesIncludingUserUpdateFromDevice])
  func deletedDuringTakeOver(mode: SynchronizationMode) throws {
    try StoreScene.run { scene in
      try scene.set(mode)
      let door = try scene.door()
      let (deleted, other) = (try UserID("17"), try UserID("18"))
      try scene.add([17])
      try scene.store.write { transaction in
        try transaction.deleteUser(deleted, at: 2)
        try transaction.requestReconcile(door.device, WriteTransaction.takeOver)
      }
      let listed = [deleted, other].map { ListedUser(user: $0, digest: 1, base: nil, isEdited: true, editMark: 1) }
      _ = try scene.store.write {
        try $0.beginReconcile(session: door, at: 3)
        return try $0.reconcile(ListPage(users: listed, after: nil, through: nil), session: door, at: 3)
      }
      let isOn = mode.takesUserUpdatesFromDevices
      #expect(try scene.work(door.device).pulls == (isOn ? [deleted, other] : [other]))
      let record = DeviceRecord(record: UserRecord(id: deleted, name: "Ada Quill"), isEdited: true, editMark: 1)
      if isOn { _ = try scene.store.write { try $0.takeIn(deleted, record, log: 1, session: door, at: 4) } }
      #expect(try scene.attention(isOn ? .editedAfterDeletion : .newOnDevice).map(\.user) == ["17"])
      #expect(try scene.store.read { try $0.user(deleted) } == nil)
    }
  }

  @Test(
    "SEND-10 MODE-5 a change of scope removes what was sent by hand before it, and not what was sent since",
    arguments: ["before", "pending", "done", "by a task"])
  func sentByHand(when: String) throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      let user = try UserID("17")
      try scene.add([17])
      @Sendable func send(_ transaction: WriteTransaction) throws {
        let transfer = try transaction.addTransfer(
          [user], to: [door.device], removes: false, overwrites: false, at: 2)
        let row = try Row.fetchOne(transaction.db, sql: "SELECT generation FROM tasks")
        let task = PendingTask(
          generation: row?["generation"] ?? 0, attempts: 0, overwrites: false, transfer: transfer)
        try transaction.record(
          [WriteOutcome(user: user, isRemoval: false, status: .done, task: task)], session: door, at: 2)
      }
      if when == "before" { try scene.store.write { try send($0) } }
      try scene.set(.specificDevices)
      let known = try scene.store.write { transaction in
        if when == "done" { try send(transaction) }
        if when == "by a task" {
          let task = PendingTask(generation: 0, attempts: 0, overwrites: false, transfer: nil)
          try transaction.record(
            [WriteOutcome(user: user, isRemoval: false, status: .done, task: task)], session: door, at: 2)
        }
        if when == "pending" {
          _ = try transaction.addTransfer([user], to: [door.device], removes: false, overwrites: false, at: 2)
        }
        return try transaction.reading.existingUser(user)
      }
      let listed = ListedUser(
        user: user, digest: scene.store.digest.of(known.record),
        base: Sample.base(known.revision, incarnation: known.incarnation), isEdited: false, editMark: 0)
      _ = try scene.store.write {
        try $0.beginReconcile(session: door, at: 3)
        return try $0.reconcile(ListPage(users: [listed], after: nil, through: nil), session: door, at: 3)
      }
      let work = try scene.work(door.device)
      #expect(work.removals.map(\.user) == (["before", "by a task"].contains(when) ? [user] : []))
      #expect(work.writes.map(\.user) == (when == "pending" ? [user] : []))
    }
  }

  /// A door that keeps a name of its own, and lists Ada with the server's values instead.
  private func putBack(_ scene: StoreScene) throws -> (door: SessionKey, page: ListPage) {
    try scene.set(.allDevicesIncludingUserUpdateFromDevice)
    let door = try scene.door()
    let user = try UserID("17")
    let known = try scene.store.write {
      try $0.addUser(UserRecord(id: user, name: "Ada Quill"), source: .operator("test"), at: 1)
    }
    let base = Sample.base(known.revision, incarnation: known.incarnation)
    try scene.ingest([StoreScene.entry(1, .updateSuccess)], door)
    let record = DeviceRecord(
      record: UserRecord(id: user, name: "Ada Tal"), base: base, isEdited: true, editMark: 1)
    _ = try scene.store.write { try $0.takeIn(user, record, log: 1, session: door, at: 2) }
    let listed = ListedUser(
      user: user, digest: scene.store.digest.of(known.record), base: base, isEdited: false, editMark: 0)
    return (door, ListPage(users: [listed], after: nil, through: nil))
  }

  @Test("VERIFY-3 a device that lost its own values holds what the server has: read once more, nothing is altered")
  func metAfterPutBack() throws {
    try StoreScene.run { scene in
      let (door, page) = try putBack(scene)
      #expect(try scene.attention(.difference).count == 1)
      let compared = try scene.store.write { try $0.reconcile(page, session: door, at: 3) }
      #expect(compared.same == 1 && compared.isEqual)
      let user = try UserID("17")
      #expect(try scene.work(door.device).pulls == [user])
      let known = try scene.store.read { try $0.existingUser(user) }
      let record = DeviceRecord(
        record: known.record, base: page.users[0].base, isEdited: false, editMark: 0)
      let taken = try scene.store.write { try $0.takeIn(user, record, log: 1, session: door, at: 4) }
      #expect(taken.outcome == .noChange)
      #expect(try scene.attention().isEmpty)
    }
  }

  @Test(
    "SEC-6 what a door has of its own, of which nobody knows after it was registered anew, is read with its users",
    arguments: [true, false])
  func alteredAtTakeOver(isTakeOver: Bool) throws {
    try StoreScene.run { scene in
      let (door, page) = try putBack(scene)
      try scene.store.write { store in
        try store.close([.difference], device: door.device, outcome: "the device was removed", at: 3)
        try store.requestReconcile(door.device, isTakeOver ? WriteTransaction.takeOver : "resumed")
      }
      let own = UserRecord(id: page.users[0].user, name: "Ada Tal")
      let listed = ListedUser(
        user: own.id, digest: scene.store.digest.of(own), base: page.users[0].base, isEdited: false, editMark: 1)
      _ = try scene.store.write {
        try $0.reconcile(ListPage(users: [listed], after: nil, through: nil), session: door, at: 4)
      }
      #expect(try scene.attention(.altered).isEmpty == isTakeOver)
      #expect(try scene.work(door.device).pulls == (isTakeOver ? [own.id] : []))
      guard isTakeOver else { return }
      let record = DeviceRecord(record: own, base: listed.base, isEdited: false, editMark: 1)
      _ = try scene.store.write { try $0.takeIn(own.id, record, log: 1, session: door, at: 5) }
      #expect(try scene.attention(.difference).map(\.slot) == [.name])
    }
  }

  @Test("VERIFY-3 a device that lost its own values, and is behind too, is read before it is sent the rest")
  func staleAfterPutBack() throws {
    try StoreScene.run { scene in
      let (door, page) = try putBack(scene)
      let user = try UserID("17")
      let changed = try scene.store.write { store in
        try store.changeUser(user, source: .operator("test"), at: 3) { $0.record.personalMessage = "Good morning" }
      }
      _ = try scene.store.write { try $0.reconcile(page, session: door, at: 4) }
      let work = try scene.work(door.device)
      #expect(work.pulls == [user] && work.writes.isEmpty)
      let record = DeviceRecord(
        record: UserRecord(id: user, name: "Ada Quill"), base: page.users[0].base, isEdited: false, editMark: 0)
      _ = try scene.store.write { try $0.takeIn(user, record, log: 1, session: door, at: 5) }
      #expect(try scene.attention(.difference).isEmpty)
      let write = try scene.work(door.device).writes.first
      #expect(write?.revision == changed.revision && write?.keep == [])
    }
  }

  @Test("VERIFY-3 with device updates off, the difference that is none any more ends by the compare")
  func metWithoutUpdates() throws {
    try StoreScene.run { scene in
      let (door, page) = try putBack(scene)
      try scene.set(.allDevices)
      let compared = try scene.store.write { try $0.reconcile(page, session: door, at: 3) }
      #expect(compared.isEqual)
      #expect(try scene.attention().isEmpty && scene.work(door.device).pulls.isEmpty)
    }
  }

  @Test("VERIFY-3 an emptied device keeps no own values, and is sent the server's", arguments: [true, false])
  func lostWithMemory(_ isWhole: Bool) throws {
    try StoreScene.run { scene in
      let (door, page) = try putBack(scene)
      try scene.add(18...18)
      let other = ListedUser(
        user: try UserID("18"), digest: scene.store.digest.of(UserRecord(id: try UserID("18"))), base: nil,
        isEdited: false, editMark: 0)
      let left = ListPage(users: isWhole ? [] : [other], after: nil, through: nil)
      _ = try scene.store.write { try $0.reconcile(left, session: door, at: 3) }
      let user = page.users[0].user
      #expect(try scene.work(door.device).pulls == [user])
      _ = try scene.store.write { try $0.takeIn(user, nil, log: 1, session: door, at: 4) }
      #expect(try scene.attention(.difference).isEmpty)
      #expect(try scene.work(door.device).writes.first { $0.user == user }?.keep == [])
    }
  }

  @Test("SEND-8 a compare goes by who fits now: somebody beyond that is removed, though written when there was room")
  func lineAtCompare() throws {
    try StoreScene.run { scene in
      try scene.set(.specificDevices)
      let door = try scene.door(capacity: 2)
      let group = try scene.store.write { try $0.addAccessGroup(named: "Hall") }
      try scene.add(1...2)
      try scene.add(3...3, groups: [group])
      try scene.store.write { try $0.changeDevice(door.device, accessGroups: [group]) }
      try scene.set(.allDevices)
      let third = try UserID("3")
      let known = try scene.store.read { try $0.existingUser(third) }
      let listed = ListedUser(
        user: third, digest: scene.store.digest.of(known.record),
        base: Sample.base(known.revision, incarnation: known.incarnation), isEdited: false, editMark: 0)
      _ = try scene.store.write {
        try $0.beginReconcile(session: door, at: 2)
        return try $0.reconcile(ListPage(users: [listed], after: nil, through: nil), session: door, at: 2)
      }
      #expect(try scene.work(door.device).removals.map(\.user) == [third])
    }
  }

  @Test("SEC-6 who is enrolled after replace with the server's has begun is taken in as ever")
  func enrolledMeanwhile() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door()
      try scene.ingest([StoreScene.entry(1, user: "17")], door)
      try scene.store.write { try $0.requestReconcile(door.device, WriteTransaction.replace) }
      try scene.store.write { try $0.beginReconcile(session: door, at: 2) }
      try scene.ingest([StoreScene.entry(2, user: "18")], door)
      #expect(try scene.work(door.device).pulls.map(\.text) == ["18"])
    }
  }
}
