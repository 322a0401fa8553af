import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct RetentionTests {
  private let day: Int64 = 86_400_000
  /// Of one step.
  private static let limit = 500

  /// Runs steps from the oldest entry on until nothing is left to do.
  private func retain(_ scene: StoreScene, at now: Int64) throws -> [RetentionStep] {
    var steps: [RetentionStep] = []
    repeat {
      let last = steps.last?.next ?? 0
      steps.append(try scene.store.write { try $0.dropOldEvents(after: last, limit: Self.limit, at: now) })
    } while steps.last?.next != nil
    return steps
  }

  private func ingest(_ scene: StoreScene, _ ids: ClosedRange<LogID>, _ door: SessionKey, at now: Int64) throws {
    let entries = ids.map { StoreScene.entry($0, .verifySuccess, user: "\(1 + $0 % 7)") }
    _ = try scene.store.write { try $0.ingest(entries, epoch: 7, session: door, at: now) }
  }

  private func logs(_ scene: StoreScene) throws -> [LogID] { try scene.events(.log).compactMap(\.log) }

  @Test(
    "LOG-2 what is older than the setting is removed, a bounded number in a transaction; numbers go on as they were")
  func age() throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      try ingest(scene, 1...1200, door, at: 2)
      try ingest(scene, 1201...1300, door, at: 10 * day)
      let last = try scene.store.read { try $0.lastEvent() }
      #expect(try retain(scene, at: 365 * day + 1).map(\.removed) == [0])
      #expect(try logs(scene).count == 1300)
      let steps = try retain(scene, at: 365 * day + 3)
      #expect(steps.allSatisfy { $0.removed <= Self.limit } && steps.count >= 3)
      #expect(try logs(scene) == Array(1201...1300))
      #expect(try scene.store.read { try $0.lastEvent() } == last)
      try ingest(scene, 1301...1301, door, at: 11 * day)
      #expect(try scene.events(.log).last?.id == last + 1)
    }
  }

  @Test("LOG-2 of more entries than the setting says the newest stay", arguments: [1000, 1200])
  func count(most: Int) throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      try ingest(scene, 1...1500, door, at: 2)
      try scene.store.write { try $0.set(.mostEvents, to: "\(most)") }
      _ = try retain(scene, at: 3)
      #expect(try logs(scene) == Array(LogID(1500 - most + 1)...1500))
      _ = try retain(scene, at: 3)
      #expect(try logs(scene).count == most)
    }
  }

  @Test("LOG-2 without limits nothing is removed, however old and however many")
  func unlimited() throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      try ingest(scene, 1...1100, door, at: 2)
      for setting in [Setting.eventDays, .mostEvents] { try scene.store.write { try $0.set(setting, to: "0") } }
      #expect(try retain(scene, at: 100_000 * day).map(\.removed) == [0])
      #expect(try logs(scene).count == 1100)
    }
  }

  @Test("LOG-2 entries of a user whose pull waits stay, also when they fill whole steps; afterwards they go")
  func waiting() throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let edits = (1...LogID(Self.limit + 100)).map {
        StoreScene.entry($0, .updateSuccess, user: "17")
      }
      try scene.ingest(edits, door)
      let next = LogID(edits.count) + 1
      try ingest(scene, next...(next + 700), door, at: 2)
      let steps = try retain(scene, at: 400 * day)
      #expect(steps.count > 2 && steps.contains { $0.removed < 50 && $0.next != nil })
      // All of them, and the newest of the log.
      #expect(try logs(scene) == edits.map(\.id) + [next + 700])
      #expect(try scene.work(door.device).pulls == [try UserID("17")])
      _ = try scene.store.write { try $0.takeIn(UserID("17"), nil, log: LogID(edits.count), session: door, at: 3) }
      _ = try retain(scene, at: 400 * day)
      #expect(try logs(scene) == [next + 700])
    }
  }

  @Test(
    "LOG-1 an entry that was removed and comes again is acknowledged, not stored anew; a lost one that comes late is")
  func again() throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      try ingest(scene, 1...20, door, at: 2)
      try ingest(scene, 25...30, door, at: 10 * day)
      _ = try retain(scene, at: 370 * day)
      #expect(try logs(scene) == Array(25...30))
      let again = try scene.ingest((15...30).map { StoreScene.entry($0, .verifySuccess, user: "\(1 + $0 % 7)") }, door)
      #expect(again.mark == 30 && again.stored == 4)
      #expect(try logs(scene) == Array(25...30) + Array(21...24))
      #expect(try scene.store.read { try $0.device(door.device).hold } == nil)
    }
  }

  @Test("LOG-4 the newest entry of a log stays: a device that was removed goes on where it was, a clone is still found")
  func newest() throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      try ingest(scene, 1...20, door, at: 2)
      _ = try retain(scene, at: 400 * day)
      #expect(try logs(scene) == [20])
      try scene.store.write {
        try $0.checkLastEntry(StoreScene.entry(20, .verifySuccess, user: "7"), session: door, at: 3)
      }
      #expect(try scene.store.read { try $0.device(door.device).hold } == nil)
      try scene.store.write { try $0.removeDevice(door.device, at: 4) }
      let facts = StoreScene.facts(door.device, lastLog: 20)
      _ = try scene.identify(facts)
      try scene.store.write { try $0.register(door.device, at: 4) }
      let back = try scene.session(facts)
      #expect(try scene.store.read { try $0.standing(of: back.device) }.mark == 20)
      try scene.store.write { try $0.checkLastEntry(StoreScene.entry(20, .verifyFail), session: back, at: 5) }
      #expect(try scene.store.read { try $0.device(back.device).hold } == .suspended)
    }
  }

  @Test("LOG-2 since when a device has held what it should, and since when the setting is as it is, is known for ever")
  func beginnings() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door()
      try scene.set(.notUsed)
      _ = try retain(scene, at: 400 * day)
      #expect(try scene.events().map(\.kind) == [.registered, .modeChanged])
      #expect(try scene.events(.registered).map(\.device) == [door.device])
    }
  }

  @Test("LOG-2 a round of housekeeping does the first step, and says where to go on")
  func tidied() throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      let limit = WriteTransaction.retentionRows
      try ingest(scene, 1...LogID(limit + 200), door, at: 2)
      let step = try scene.store.write { try $0.tidy(online: [door.device], at: 366 * day) }
      #expect((limit - 100...limit).contains(step.removed))
      #expect(step.next != nil)
    }
  }

  @Test(
    "LOG-2 a limit that is none is refused by name",
    arguments: [
      (Setting.eventDays, "-1"), (.eventDays, "36501"), (.eventDays, "a year"), (.mostEvents, "999"),
      (.mostEvents, "-5"), (.mostEvents, "1e9"),
    ])
  func refused(setting: Setting, value: String) throws {
    try StoreScene.run { scene in
      let error = #expect(throws: LimitError.self) { try scene.store.write { try $0.set(setting, to: value) } }
      #expect(error?.field == setting.rawValue && error?.actual == value)
      let stored = try scene.store.read { try $0.setting(setting) }
      #expect(stored == setting.initialValue)
    }
  }
}
