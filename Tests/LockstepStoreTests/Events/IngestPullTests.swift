import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

/// Which logs make a user wait for a pull (section 3), on a real database file.
@Suite(.timeLimit(.minutes(1)))
struct IngestPullTests {
  @Test(
    "PULL-1 enroll, update and partial-update success at the device start a pull; nothing else does",
    arguments: [
      (EventCode.enrollSuccess, true), (.updateSuccess, true), (.partialUpdateSuccess, true),
      (EventCode(0x2002), true), (.enrollFail, false), (.updateFail, false), (.partialUpdateFail, false),
      (.deleteSuccess, false), (.deleteAllSuccess, false), (.duplicateCredential, false), (.verifySuccess, false),
      (.userSyncToServerFailure, false), (EventCode(0x7777), false),
    ])
  func codes(_ code: EventCode, _ starts: Bool) throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      try scene.ingest([StoreScene.entry(1, code)], session)
      #expect(try scene.work(session.device).pulls.map(\.text) == (starts ? ["17"] : []))
      #expect(try scene.events(.log).map(\.code) == [code])
    }
  }

  @Test("PULL-1 what the server wrote there never starts a pull", arguments: EventCode.starters)
  func noEcho(_ code: EventCode) throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let ingested = try scene.ingest([StoreScene.entry(1, code, origin: .server)], session)
      #expect(!ingested.causesWork && ingested.pulls.isEmpty)
      #expect(try scene.work(session.device).pulls.isEmpty)
    }
  }

  @Test("PULL-1 only while device updates are on", arguments: SynchronizationMode.allCases)
  func modes(_ mode: SynchronizationMode) throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.set(mode)
      try scene.ingest([StoreScene.entry(1)], session)
      #expect(try scene.work(session.device).pulls.count == (mode.takesUserUpdatesFromDevices ? 1 : 0))
      #expect(try scene.events(.log).map(\.mode) == [mode])
    }
  }

  @Test("PULL-2 logs of one user coalesce into one waiting pull, which remembers an enroll among them")
  func coalesced() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      // A tombstone stands: only an enroll makes this a new person, so the outcome shows that it was remembered.
      try scene.add([17])
      try scene.store.write { try $0.deleteUser(try UserID("17"), at: 1) }
      try scene.ingest(
        [
          StoreScene.entry(1, .updateSuccess), StoreScene.entry(2, .enrollSuccess),
          StoreScene.entry(3, .partialUpdateSuccess), StoreScene.entry(4, .updateSuccess, user: "18"),
        ], session)
      #expect(try scene.work(session.device).pulls.map(\.text) == ["17", "18"])
      let user = try UserID("17")
      let record = DeviceRecord(record: UserRecord(id: user, name: "Again Here"))
      let taken = try scene.store.write { try $0.takeIn(user, record, log: 4, session: session, at: 2) }
      #expect(taken.outcome == .created)
      #expect(try scene.work(session.device).pulls.map(\.text) == ["18"])
    }
  }

  @Test("PULL-2 a log that arrives during the pull causes one more; one that the answer reflects causes none")
  func duringThePull() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      let user = try UserID("17")
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      try scene.ingest([StoreScene.entry(1)], session)
      // Read at entry 1; entries 2 and 3 come before the answer is committed.
      try scene.ingest([StoreScene.entry(2, .updateSuccess), StoreScene.entry(3, .updateSuccess)], session)
      let early = DeviceRecord(record: UserRecord(id: user, name: "First"))
      _ = try scene.store.write { try $0.takeIn(user, early, log: 1, session: session, at: 2) }
      #expect(try scene.work(session.device).pulls == [user])
      _ = try scene.store.write { try $0.takeIn(user, early, log: 3, session: session, at: 2) }
      #expect(try scene.work(session.device).pulls.isEmpty)
      #expect(try scene.store.read { try $0.user(user)?.record.name } == "First")
    }
  }

  @Test("MODE-3 switching off ends the waiting pulls, counts them, and an answer that comes later changes nothing")
  func switchedOff() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      try scene.ingest([StoreScene.entry(1), StoreScene.entry(2, user: "18")], session)
      let ended = try scene.store.write { try $0.setMode(.allDevices, at: 1) }
      #expect(ended == 2)
      #expect(try scene.events(.modeChanged).last?.detail.hasSuffix("2 updates not taken in") == true)
      let user = try UserID("17")
      let late = DeviceRecord(record: UserRecord(id: user, name: "Too Late"))
      let taken = try scene.store.write { try $0.takeIn(user, late, log: 2, session: session, at: 2) }
      #expect(taken.outcome == .notTakenIn)
      #expect(try scene.store.read { try $0.user(user) } == nil)
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      #expect(try scene.work(session.device).pulls.isEmpty)
    }
  }

  @Test("MODE-3 each log is stored with the setting in force at its commit")
  func modeOfALog() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      for (index, mode) in SynchronizationMode.allCases.enumerated() {
        try scene.set(mode)
        try scene.ingest([StoreScene.entry(LogID(index + 1), .verifySuccess)], session)
      }
      #expect(try scene.events(.log).map(\.mode) == SynchronizationMode.allCases)
    }
  }

  @Test("PULL-1 who is to be read is told with the log, each once, in the order of the entries")
  func told() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let entries = ["18", "17", "18"].enumerated().map {
        StoreScene.entry(LogID($0.offset + 1), .updateSuccess, user: $0.element)
      }
      let ingested = try scene.ingest(entries, session)
      #expect(ingested.pulls.map(\.text) == ["18", "17"])
      #expect(!ingested.causesWork)
      // What else follows needs a look.
      #expect(try scene.ingest([StoreScene.entry(4, .deleteSuccess)], session).causesWork)
    }
  }

  @Test("PULL-1 more than one look finds are left to a look")
  func many() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let entries = (1...WorkQuery.mostPulls + 1).map { StoreScene.entry(LogID($0), user: "\($0)") }
      let ingested = try scene.ingest(entries, session)
      #expect(ingested.pulls.count == WorkQuery.mostPulls && ingested.causesWork)
    }
  }

  @Test("PULL-6 SEC-6 who is to be read alone, or at a door on hold, is left to a look")
  func notAtOnce() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      try scene.ingest([StoreScene.entry(1)], session)
      let user = try UserID("17")
      #expect(try !scene.work(session.device).hasLonePulls)
      try scene.store.write { try $0.pullsWereCut([user], session: session, at: 2) }
      #expect(try scene.work(session.device).hasLonePulls)
      let again = try scene.ingest([StoreScene.entry(2), StoreScene.entry(3, user: "18")], session)
      #expect(again.pulls.map(\.text) == ["18"] && again.causesWork)
      // Beside somebody who is not.
      #expect(try scene.work(session.device).hasLonePulls)
      try scene.store.write { try $0.stop(session, reason: "tests", at: 3) }
      let onHold = try scene.ingest([StoreScene.entry(4, user: "19")], session)
      #expect(onHold.pulls.isEmpty && onHold.causesWork)
    }
  }
}

extension EventCode {
  fileprivate static let starters: [EventCode] = [.enrollSuccess, .updateSuccess, .partialUpdateSuccess]
}
