import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

/// Sessions and registrations, on a real database file.
@Suite(.timeLimit(.minutes(1)))
struct IdentifyTests {
  @Test("SEC-7 every transaction of a session that is no longer current does nothing")
  func olderSession() throws {
    try StoreScene.run { scene in
      let older = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      try scene.add([17])
      try scene.ingest([StoreScene.entry(1)], older)
      let newer = try scene.session(StoreScene.facts(older.device, lastLog: 1))
      let before = try scene.events()
      let user = try UserID("17")
      let record = DeviceRecord(record: UserRecord(id: user, name: "From The Past"))
      let steps: [@Sendable (WriteTransaction) throws -> Void] = [
        { _ = try $0.ingest([StoreScene.entry(2)], epoch: 7, session: older, at: 2) },
        { _ = try $0.takeIn(user, record, log: 9, session: older, at: 2) },
        { try $0.quarantine(user, reason: "none", log: 1, session: older, at: 2) },
        { try $0.saveFailed(user, record: nil, reason: "none", session: older, at: 2) },
        { try $0.postponePull(of: user, until: 99, session: older) },
        { try $0.pullsWereCut([user], session: older, at: 2) },
        { try $0.closeGaps([], through: 9, isLast: true, session: older, at: 2) },
        { _ = try $0.reconcile(ListPage(users: [], after: nil, through: nil), session: older, at: 2) },
        { try $0.endReconcile("none", cursor: 99, wasEmpty: false, session: older) },
        { try $0.stop(older, reason: "none", at: 2) },
        { try $0.adjustLine(older) },
        { try $0.dropPointless([PointlessTask(user: user, generation: 0)], session: older) },
      ]
      for step in steps { #expect(throws: StoreError.sessionEnded) { try scene.store.write(step) } }
      try scene.store.write { try $0.saveCursors([older: 99]) }
      try scene.store.write { try $0.ended(older, cursor: 99, at: 2) }
      #expect(try scene.events() == before)
      #expect(try scene.attention().isEmpty)
      #expect(try scene.store.read { try $0.user(user)?.record.name } == "")
      #expect(try scene.work(newer.device).pulls == [user])
      let standing = try scene.store.read { try $0.standing(of: newer.device) }
      #expect(standing.cursor == 0)
      #expect(standing.hold == nil)
      try scene.ingest([StoreScene.entry(2)], newer)
    }
  }

  @Test("SEC-6 a device that was empty while it waited and comes with users to its first session is on hold")
  func oldCount() throws {
    try StoreScene.run { scene in
      let device = try StoreScene.device()
      _ = try scene.identify(StoreScene.facts(device))
      try scene.store.write { try $0.register(device, at: 1) }
      let session = try scene.session(StoreScene.facts(device, lastLog: 3, users: 2))
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      #expect(try scene.store.read { try $0.device(device).hold } == .firstContact)
      #expect(try scene.attention(.firstContact).count == 1)
      // Its earlier logs are history.
      try scene.ingest(
        [StoreScene.entry(1), StoreScene.entry(2, user: "18"), StoreScene.entry(3, .deleteSuccess)], session)
      try scene.store.write { try $0.choose(.takeOver, for: device, at: 2) }
      #expect(try scene.work(device).pulls.isEmpty)
      #expect(try scene.attention(.deletedThere).isEmpty)
    }
  }

  @Test("SEC-1 a replacement with users on it is on hold too, and a session of the old key is over")
  func replacement() throws {
    try StoreScene.run { scene in
      let old = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      #expect(try scene.identify(StoreScene.facts(old.device, key: 2, epoch: 8, lastLog: 4, users: 3)) == .waiting)
      // Until it is registered the old one goes on.
      try scene.ingest([StoreScene.entry(1, .verifySuccess)], old)
      try scene.store.write { try $0.register(old.device, replacement: true, at: 2) }
      #expect(throws: StoreError.sessionEnded) { try scene.ingest([StoreScene.entry(2)], old) }
      #expect(try scene.identify(StoreScene.facts(old.device, key: 1)) == .waiting)
      let new = try scene.session(StoreScene.facts(old.device, key: 2, epoch: 8, lastLog: 4, users: 3))
      #expect(try scene.store.read { try $0.device(new.device).hold } == .firstContact)
      try scene.ingest([StoreScene.entry(4)], new, epoch: 8)
      #expect(try scene.events(.logsLost).isEmpty)
      #expect(try scene.work(new.device).pulls.isEmpty)
    }
  }

  @Test("SEC-4 of the devices that nobody registered only those that were seen last are kept")
  func waitingIsBounded() throws {
    try StoreScene.run { scene in
      _ = try scene.door(1)
      try scene.store.write { transaction in
        for number in 2...UInt32(WriteTransaction.mostWaiting + 3) {
          let facts = StoreScene.facts(try StoreScene.device(number), key: 2)
          _ = try transaction.identify(facts, at: Int64(number))
        }
      }
      let waiting = try scene.store.read { try $0.devices(registered: false, limit: 5000) }
      #expect(waiting.count == WriteTransaction.mostWaiting)
      #expect(waiting.first?.id.number == 4)
      #expect(try scene.store.read { try $0.registeredDevices().map(\.number) } == [1])
    }
  }

  @Test("LOG-1 LOG-2 a device that was removed and comes back goes on with its log, and loses none of it")
  func comesBack() throws {
    try StoreScene.run { scene in
      let old = try scene.door()
      try scene.ingest([StoreScene.entry(1, .verifySuccess), StoreScene.entry(2, .verifySuccess)], old)
      try scene.store.write { try $0.removeDevice(old.device, at: 2) }
      _ = try scene.identify(StoreScene.facts(old.device, lastLog: 4))
      try scene.store.write { try $0.register(old.device, at: 3) }
      let new = try scene.session(StoreScene.facts(old.device, lastLog: 4))
      #expect(new != old)
      #expect(try scene.store.read { try $0.standing(of: new.device) }.mark == 2)
      // Whatever it sends again.
      let entries = (1...4).map { StoreScene.entry($0, .verifySuccess) }
      #expect(try scene.ingest(entries, new).mark == 4)
      #expect(try scene.events(.log).compactMap(\.log) == [1, 2, 3, 4])
      #expect(try scene.events(.logsLost).isEmpty)
      #expect(throws: StoreError.sessionEnded) { try scene.ingest([StoreScene.entry(5)], old) }
    }
  }

  @Test("LOG-4 a device that goes back to an epoch of before is suspended, and its entries are kept apart")
  func earlierEpoch() throws {
    try StoreScene.run { scene in
      let first = try scene.door()
      try scene.ingest([StoreScene.entry(1, .verifySuccess), StoreScene.entry(2, .verifySuccess)], first)
      _ = try scene.session(StoreScene.facts(first.device, epoch: 8))
      let back = try scene.session(StoreScene.facts(first.device, epoch: 7, lastLog: 1))
      #expect(try scene.store.read { try $0.standing(of: back.device) }.hold == .suspended)
      #expect(try scene.ingest([StoreScene.entry(2, .identifyFail)], back).mark == 2)
      #expect(try scene.events(.log).compactMap(\.log) == [1, 2, 2])
    }
  }
}
