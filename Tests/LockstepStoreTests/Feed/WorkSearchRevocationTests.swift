import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

/// What holds up a revocation, and what must not.
struct WorkSearchRevocationTests {
  private let user: UserID

  init() throws { user = try UserID("17") }

  private func work(
    _ scene: StoreScene, _ session: SessionKey, above cursor: Revision, revoked: Revision = 0,
    ahead: [UserID: Revision] = [:]
  ) throws -> Work {
    let query = WorkQuery(
      device: session.device, cursor: cursor, revoked: revoked, ahead: ahead, reading: [], wantsPulls: true,
      wantsWrites: true, hasBacklog: false, lineHead: .max
    ) { _, _, _ in
      []
    } encodeTarget: { _, _ in
      []
    }
    return try scene.store.read { try $0.work(query, at: 3) }
  }

  /// A door at which the user was edited: its pull waits.
  private func edited(_ scene: StoreScene) throws -> SessionKey {
    try scene.set(.allDevicesIncludingUserUpdateFromDevice)
    let session = try scene.door()
    try scene.add([17])
    try scene.ingest([StoreScene.entry(1, .updateSuccess)], session)
    return session
  }

  @Test("SEND-12 a user deleted while its pull waits leaves the door, also when the pull comes to wait for an operator")
  func deletedThenQuarantined() throws {
    try StoreScene.run { scene in
      let session = try edited(scene)
      try scene.store.write { try $0.deleteUser(user, at: 2) }
      let before = try work(scene, session, above: 0)
      #expect(before.removals.isEmpty)
      let through = try #require(before.through)
      try scene.store.write { try $0.quarantine(user, reason: "over a limit", log: 1, session: session, at: 3) }
      #expect(try work(scene, session, above: through).removals.map(\.user) == [user])
    }
  }

  @Test("SEND-12 a user disabled while its pull waits is written, also when the pull comes to wait for an operator")
  func disabledThenQuarantined() throws {
    try StoreScene.run { scene in
      let session = try edited(scene)
      try scene.store.write {
        _ = try $0.changeUser(user, source: .operator("test"), at: 2) { $0.record.rights.isDisabled = true }
      }
      let through = try #require(try work(scene, session, above: 1).through)
      try scene.store.write { try $0.quarantine(user, reason: "over a limit", log: 1, session: session, at: 3) }
      #expect(try work(scene, session, above: through).writes.map(\.user) == [user])
    }
  }

  @Test("SEND-12 a revocation that the door refused because of an edit goes on when that edit waits for an operator")
  func refusedThenQuarantined() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let session = try scene.door()
      try scene.add([17, 18])
      let other = try UserID("18")
      try scene.store.write { transaction in
        try transaction.deleteUser(user, at: 2)
        _ = try transaction.changeUser(other, source: .operator("test"), at: 2) { $0.record.rights.isDisabled = true }
        let outcomes = [(user, true), (other, false)].map {
          WriteOutcome(user: $0.0, isRemoval: $0.1, status: .edited(mark: 2), task: nil)
        }
        try transaction.record(outcomes, session: session, at: 3)
      }
      let updates = [StoreScene.entry(1, .updateSuccess), StoreScene.entry(2, .updateSuccess, user: "18")]
      try scene.ingest(updates, session)
      #expect(try work(scene, session, above: 4).removals.isEmpty)
      try scene.store.write { transaction in
        for id in [user, other] {
          try transaction.quarantine(id, reason: "over a limit", log: 2, session: session, at: 3)
        }
      }
      let work = try work(scene, session, above: 4)
      #expect(work.removals.map(\.user) == [user])
      #expect(work.writes.map(\.user) == [other])
    }
  }

  @Test("SEND-12 what is not done of the revocations is found again, and what is done is not looked through again")
  func foundOnce() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let session = try scene.door()
      try scene.add([17, 18, 19])
      try scene.store.write { try $0.deleteUser(user, at: 2) }
      let deleted = try scene.store.read { try $0.head() }
      let first = try work(scene, session, above: 0)
      #expect(first.removals.map(\.user) == [user] && first.revoked == nil)
      let second = try work(scene, session, above: 0, ahead: [user: deleted])
      #expect(second.removals.isEmpty && second.revoked == deleted)
      #expect(try work(scene, session, above: 0, revoked: deleted).removals.isEmpty)
      let other = try UserID("18")
      try scene.store.write { try $0.deleteUser(other, at: 3) }
      #expect(try work(scene, session, above: 0, revoked: deleted).removals.map(\.user) == [other])
    }
  }

  @Test("SEND-12 one that waits for a pull is looked for again, and so is what follows it")
  func foundAfterPull() throws {
    try StoreScene.run { scene in
      let session = try edited(scene)
      try scene.store.write { try $0.deleteUser(user, at: 2) }
      let deleted = try scene.store.read { try $0.head() }
      let waiting = try work(scene, session, above: 0)
      #expect(waiting.revoked == deleted - 1 && waiting.through == deleted - 1)
      let again = try work(scene, session, above: 0, revoked: deleted - 1)
      #expect(again.revoked == deleted - 1 && again.through == deleted - 1)
      // What is above it is sent all the same, and more of that would be found again and again.
      try scene.add(20...22)
      let above = try scene.work(session.device, mostUsers: 2)
      #expect(above.writes.count == 2 && above.through == deleted - 1 && !above.isFull)
      try scene.store.write { try $0.quarantine(user, reason: "over a limit", log: 1, session: session, at: 3) }
      #expect(try work(scene, session, above: 0, revoked: deleted - 1).removals.map(\.user) == [user])
    }
  }

  @Test("SEND-12 while a door is suspended who is disabled is not sent, and not passed either")
  func foundAfterHold() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let session = try scene.door()
      try scene.add([17])
      try scene.store.write { transaction in
        _ = try transaction.changeUser(user, source: .operator("test"), at: 2) { $0.record.rights.isDisabled = true }
        try transaction.suspend(session.device, mark: 0, "its last log ID went back", at: 3)
      }
      let suspended = try work(scene, session, above: 1)
      #expect(suspended.writes.isEmpty && suspended.revoked == nil)
    }
  }

  @Test("SEND-6 a user deleted twice while the door was away is removed once")
  func deletedTwice() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let session = try scene.door()
      for _ in 1...2 {
        try scene.add([17])
        try scene.store.write { try $0.deleteUser(user, at: 2) }
      }
      let head = try scene.store.read { try $0.head() }
      let removals = try work(scene, session, above: 0).removals
      #expect(removals.map(\.user) == [user])
      #expect(removals.map(\.revision) == [head])
    }
  }

  @Test("SEND-10 a transfer by hand does not overtake a read of its user that is under way")
  func duringRead() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let session = try scene.door()
      try scene.add(17...17)
      _ = try scene.store.write {
        try $0.addTransfer([user], to: [session.device], removes: true, overwrites: true, at: 3)
      }
      #expect(try scene.work(session.device, reading: [user]).removals.isEmpty)
      #expect(try scene.work(session.device).removals.map(\.user) == [user])
    }
  }

  @Test("SEND-10 nor one that the same look begins: what the device had would be told of it after the transfer")
  func besideRead() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let session = try scene.door()
      try scene.add(17...17)
      _ = try scene.store.write { store in
        try store.requestPulls(of: [user], on: session.device, at: 3)
        return try store.addTransfer([user], to: [session.device], removes: false, overwrites: true, at: 3)
      }
      let work = try scene.work(session.device)
      #expect(work.pulls == [user] && work.writes.isEmpty)
      #expect(try scene.work(session.device, reading: [user]).writes.isEmpty)
    }
  }

  @Test("SEND-4 neither a look for work nor what follows from one user reads a whole table")
  func noScans() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let session = try scene.door()
      try scene.add(17...19)
      let scans = try scene.scans { transaction in
        let query = WorkQuery(
          device: session.device, cursor: 0, ahead: [:], reading: [], wantsPulls: true, wantsWrites: true,
          hasBacklog: false, lineHead: .max
        ) { _, _, _ in
          []
        } encodeTarget: { _, _ in
          []
        }
        _ = try transaction.reading.work(query, at: 3)
        _ = try transaction.ingest([StoreScene.entry(1, .updateSuccess)], epoch: 7, session: session, at: 2)
        let record = DeviceRecord(record: UserRecord(id: user, name: "Ada Quill"), isEdited: true, editMark: 1)
        _ = try transaction.takeIn(user, record, log: 1, session: session, at: 3)
        _ = try transaction.addTransfer([user], to: [session.device], removes: false, overwrites: true, at: 3)
        let done = WriteOutcome(user: user, isRemoval: false, status: .done, task: nil)
        try transaction.record([done], session: session, at: 3)
        _ = try transaction.ingest([StoreScene.entry(2, .deleteSuccess)], epoch: 7, session: session, at: 4)
      }
      #expect(scans == [])
    }
  }
}
