import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct OutcomesTests {
  @Test("SEND-4 a session's end stores how far the device has got, and never less than is stored")
  func end() throws {
    try StoreScene.run { scene in
      _ = try scene.door()
      for (cursor, stored) in [(Revision(5), Revision(5)), (3, 5), (nil, 5), (8, 8)] {
        let door = try scene.session(StoreScene.facts(try StoreScene.device()))
        try scene.store.write { try $0.ended(door, cursor: cursor, at: 2) }
        #expect(try scene.store.read { try $0.standing(of: door.device) }.cursor == stored)
      }
    }
  }

  @Test("SEND-11 a card whose holder was edited there waits for that edit; it is no failure", arguments: [true, false])
  func holderIsEdited(hasPull: Bool) throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door()
      try scene.add([17, 18])
      let (holder, taker) = (try UserID("17"), try UserID("18"))
      if hasPull { try scene.ingest([StoreScene.entry(1, .updateSuccess)], door) }
      for _ in 1...2 {
        try scene.store.write { transaction in
          var outcomes = [
            WriteOutcome(user: taker, isRemoval: false, status: .cardHeld(by: holder), task: nil)
          ]
          if !hasPull {
            let edited = WriteOutcome(user: holder, isRemoval: false, status: .edited(mark: 1), task: nil)
            outcomes.insert(edited, at: 0)
          }
          try transaction.record(outcomes, session: door, at: 3)
        }
      }
      #expect(try scene.attention(.transferFailed).isEmpty)
      if !hasPull { try scene.ingest([StoreScene.entry(1, .updateSuccess)], door) }
      #expect(try scene.work(door.device).pulls == [holder])
    }
  }

  @Test("SEND-8 SEND-11 who has no room there and holds a card of somebody who has is removed, not written")
  func holderHasNoRoom() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door(capacity: 1)
      try scene.add([17, 18])
      let (first, second) = (try UserID("17"), try UserID("18"))
      try scene.store.write { transaction in
        try transaction.endReconcile("first contact", cursor: 0, wasEmpty: true, session: door)
        try transaction.adjustLine(door)
        try transaction.record(
          [WriteOutcome(user: first, isRemoval: false, status: .cardHeld(by: second), task: nil)], session: door, at: 3)
      }
      let work = try scene.work(door.device)
      #expect(work.removals.map(\.user) == [second])
      #expect(!work.writes.map(\.user).contains(second))
    }
  }

  @Test(
    "SEND-11 while the mode is Not Used a transfer ends where a card is held by somebody who is to be removed later")
  func holderIsNotServed() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door()
      try scene.add([17, 18])
      let (holder, taker) = (try UserID("17"), try UserID("18"))
      let transfer = try scene.store.write { transaction in
        try transaction.deleteUser(holder, at: 2)
        let edited = WriteOutcome(user: holder, isRemoval: true, status: .edited(mark: 1), task: nil)
        try transaction.record([edited], session: door, at: 2)
        return try transaction.addTransfer([taker], to: [door.device], removes: false, overwrites: false, at: 2)
      }
      try scene.ingest([StoreScene.entry(1, .updateSuccess)], door)
      try scene.set(.notUsed)
      for _ in 1...2 {
        let write = try #require(try scene.work(door.device).writes.first)
        let refused = WriteOutcome(user: taker, isRemoval: false, status: .cardHeld(by: holder), task: write.task)
        try scene.store.write { try $0.record([refused], session: door, at: 3) }
      }
      #expect(try scene.store.read { try $0.items(of: transfer) }.map(\.state) == ["failed"])
      #expect(try scene.attention(.transferFailed).map(\.user) == [taker.text])
    }
  }

  @Test("DEL-1 MERGE-2 what was opened by an enrolment stays when an earlier removal is confirmed after it")
  func enrolledSinceRemoval() throws {
    try StoreScene.run { scene in
      try scene.set(.specificDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door()
      let user = try UserID("17")
      let entries = [StoreScene.entry(1, .deleteSuccess, origin: .server), StoreScene.entry(2)]
      try scene.ingest(entries, door)
      _ = try scene.store.write {
        try $0.takeIn(user, DeviceRecord(record: UserRecord(id: user)), log: 2, session: door, at: 3)
      }
      #expect(try scene.attention(.noAccessGroup).count == 1)
      try scene.store.write { transaction in
        let removed = WriteOutcome(user: user, isRemoval: true, status: .done, task: nil, mark: 0)
        try transaction.record([removed], session: door, at: 4)
      }
      #expect(try scene.attention(.noAccessGroup).count == 1)
      try scene.store.write { transaction in
        let removed = WriteOutcome(user: user, isRemoval: true, status: .done, task: nil, mark: 2)
        try transaction.record([removed], session: door, at: 5)
      }
      #expect(try scene.attention(.noAccessGroup).isEmpty)
    }
  }

  @Test("SEND-10 what is pending of a transfer by hand ends with the user, its deletion there, or the door")
  func transfersEnd() throws {
    let ends: [@Sendable (WriteTransaction, SessionKey) throws -> Void] = [
      { transaction, _ in try transaction.deleteUser(try UserID("17"), at: 3) },
      { transaction, door in try transaction.followDelete(of: try UserID("17"), on: door.device, at: 3) },
      { transaction, door in try transaction.followDeleteAll(on: door.device, at: 3) },
      { transaction, door in try transaction.removeDevice(door.device, at: 3) },
    ]
    for end in ends {
      try StoreScene.run { scene in
        let door = try scene.door()
        try scene.add([17])
        let transfer = try scene.store.write {
          try $0.addTransfer([try UserID("17")], to: [door.device], removes: false, overwrites: false, at: 2)
        }
        #expect(try scene.store.read { try $0.items(of: transfer) }.map(\.state) == ["pending"])
        try scene.store.write { try end($0, door) }
        #expect(try scene.store.read { try $0.items(of: transfer) }.map(\.state) == ["failed"])
      }
    }
  }

  @Test(
    "DEL-1 who is sent by hand after everybody was deleted there is served as any other from then on, and nobody else")
  func sentAfterDeleteAll() throws {
    let sends: [@Sendable (WriteTransaction, SessionKey) throws -> Void] = [
      { transaction, door in
        _ = try transaction.addTransfer(
          [UserID("17")], to: [door.device], removes: false, overwrites: false, at: 2)
      },
      { transaction, door in
        let task = PendingTask(generation: 0, attempts: 0, overwrites: true, transfer: nil)
        let sent = WriteOutcome(user: try UserID("17"), isRemoval: false, status: .done, task: task)
        try transaction.record([sent], session: door, at: 2)
      },
      { transaction, door in
        try transaction.open(.deletedThere, user: UserID("17"), device: door.device, reason: "deleted there", at: 2)
        let entry = try transaction.reading.entries(EntryQuery(user: "17", limit: 1))[0]
        try transaction.decide(entry.id, "send-again", by: "test", at: 2)
      },
    ]
    for send in sends {
      try StoreScene.run { scene in
        try scene.set(.allDevices)
        let door = try scene.door()
        try scene.add([17, 18])
        try scene.store.write { transaction in
          try transaction.endReconcile("first contact", cursor: 0, wasEmpty: true, session: door)
          try transaction.followDeleteAll(on: door.device, at: 1)
        }
        #expect(try scene.work(door.device).isEmpty)
        try scene.store.write { try send($0, door) }
        #expect(try scene.work(door.device).writes.map(\.user) == [UserID("17")])
      }
    }
  }

  @Test("LOG-4 a device that is suspended is not let go by refusals, nor one with unknown content by a clone's log")
  func holdsStay() throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      try scene.store.write { transaction in
        try transaction.suspend(door.device, mark: 0, "its last log ID went back", at: 2)
        try transaction.stop(door, reason: "the device is full", at: 3)
      }
      #expect(try scene.store.read { try $0.standing(of: door.device) }.hold == .suspended)
      try scene.store.write { transaction in
        try transaction.hold(door.device, .unknownContent, "another server's", at: 4)
        try transaction.suspend(door.device, mark: 0, "its last log ID went back", at: 5)
      }
      #expect(try scene.store.read { try $0.standing(of: door.device) }.hold == .unknownContent)
      try scene.store.write { try $0.choose(.replace, for: door.device, at: 6) }
      #expect(try scene.attention().isEmpty)
    }
  }
}
