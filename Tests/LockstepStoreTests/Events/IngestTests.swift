import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

/// Batches of a device's log, on a real database file.
@Suite(.timeLimit(.minutes(1)))
struct IngestTests {
  @Test("LOG-1 device, epoch and log ID name an entry: the same number of another device or epoch is another entry")
  func identity() throws {
    try StoreScene.run { scene in
      let (one, two) = (try scene.door(1001), try scene.door(1002))
      try scene.ingest([StoreScene.entry(1, .verifySuccess)], one)
      #expect(try scene.ingest([StoreScene.entry(1, .verifySuccess)], one).stored == 0)
      try scene.ingest([StoreScene.entry(1, .verifyFail)], two)
      let later = try scene.session(StoreScene.facts(one.device, epoch: 8))
      #expect(try scene.ingest([StoreScene.entry(1, .accessDenied)], later, epoch: 8).stored == 1)
      #expect(try scene.events(.log).map(\.code) == [.verifySuccess, .verifyFail, .accessDenied])
      #expect(try scene.attention().isEmpty)
    }
  }

  @Test("LOG-2 an entry that was taken for lost and comes late is stored before it is acknowledged")
  func late() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      try scene.ingest([StoreScene.entry(3, .verifySuccess)], session)
      #expect(try scene.events(.logsLost).map(\.detail) == ["1…2"])
      let ingested = try scene.ingest([StoreScene.entry(1), StoreScene.entry(2, .verifyFail)], session)
      #expect(ingested.mark == 3)
      #expect(try scene.events(.log).compactMap(\.log) == [3, 1, 2])
      #expect(try scene.ingest([StoreScene.entry(1), StoreScene.entry(2, .verifyFail)], session).stored == 0)
      #expect(try scene.store.read { try $0.device(session.device).hold } == nil)
    }
  }

  @Test("LOG-2 one transaction stores the entry and what it causes: when one cannot be stored, nothing of it is")
  func together() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      #expect(throws: LogSequence.NotAscending.self) {
        try scene.ingest([StoreScene.entry(5), StoreScene.entry(4, user: "18")], session)
      }
      #expect(try scene.events(.log).isEmpty)
      #expect(try scene.events(.logsLost).isEmpty)
      #expect(try scene.work(session.device).pulls.isEmpty)
      let standing = try scene.store.read { try $0.standing(of: session.device) }
      #expect(standing.mark == 0 && standing.gap == nil)
    }
  }

  @Test("LOG-3 a gap that opens while the device is asked about an earlier one stays open, and is asked about next")
  func laterGap() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      try scene.ingest([StoreScene.entry(3, .verifySuccess)], session)
      let asked = try scene.store.read { try $0.standing(of: session.device) }
      #expect(asked.gap == 1 && asked.gapEnd == 2)
      #expect(asked.mark == 0)
      try scene.ingest([StoreScene.entry(9, .verifySuccess)], session)
      try scene.store.write { try $0.closeGaps([], through: asked.gapEnd, isLast: true, session: session, at: 3) }
      let standing = try scene.store.read { try $0.standing(of: session.device) }
      #expect(standing.gap == 4 && standing.gapEnd == 8)
      #expect(standing.mark == 3)
    }
  }

  @Test(
    "FAIL-3 a difference that an older database has open is over where the log says that the user was removed since")
  func differenceBeforeRemoval() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let (door, other) = (try scene.door(), try scene.door(1002))
      try scene.add([17])
      let user = try UserID("17")
      try scene.store.write { transaction in
        for device in [door.device, other.device] {
          try transaction.open(
            .difference, user: user, device: device, slot: .name, reason: "x", value: Array("A".utf8), at: 1)
        }
      }
      try scene.ingest([StoreScene.entry(1, .updateSuccess, origin: .server)], door)
      #expect(try scene.attention(.difference).count == 2)
      try scene.ingest([StoreScene.entry(2, .deleteSuccess, origin: .server)], door)
      #expect(try scene.attention(.difference).map(\.device) == [other.device])
    }
  }

  @Test("LOG-3 DEL-3 nobody whom the server deleted comes back because the entries that would tell are lost")
  func lostDeletion() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.add([17])
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let user = try UserID("17")
      try scene.store.write { try $0.deleteUser(user, at: 2) }
      try scene.ingest([StoreScene.entry(9, .updateSuccess)], session)
      let edited = EditedThere(user: user, mark: 8, isOnDevice: true, isEnrolled: true)
      let record = DeviceRecord(record: UserRecord(id: user, name: "Ada Quill"), isEdited: true, editMark: 9)
      let taken = try scene.store.write {
        try $0.closeGaps([edited], through: 8, isLast: true, session: session, at: 3)
        return try $0.takeIn(user, record, log: 9, session: session, at: 4)
      }
      #expect(taken.outcome == .held)
      #expect(try scene.attention(.editedAfterDeletion).map(\.user) == ["17"])
      #expect(try scene.store.read { try $0.userCount() } == 0)
    }
  }

  @Test("LOG-3 what the device says of lost entries acts as their logs would have: pull, deletion, delete all")
  func lostEntries() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.add(11...13)
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      try scene.ingest([StoreScene.entry(9, .verifySuccess)], session)
      let edited = [
        EditedThere(user: nil, mark: 3, isOnDevice: false, isEnrolled: false),
        EditedThere(user: try UserID("12"), mark: 5, isOnDevice: true, isEnrolled: true),
        EditedThere(user: try UserID("13"), mark: 6, isOnDevice: false, isEnrolled: false),
      ]
      try scene.store.write { try $0.closeGaps(edited, through: 8, isLast: true, session: session, at: 3) }
      #expect(try scene.work(session.device).pulls.map(\.text) == ["12"])
      #expect(try scene.attention(.deletedThere).map(\.user) == [nil, "13"])
      let standing = try scene.store.read { try $0.standing(of: session.device) }
      #expect(standing.gap == nil && standing.mark == 9)
      #expect(standing.reconcile == "event logs lost")
      #expect(try scene.store.read { try $0.userCount() } == 3)
    }
  }

  @Test("DEL-3 who was taken in before the answer about lost entries is not enrolled by it once more")
  func enrolledBeforeGapClosed() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let user = try UserID("17")
      let record = DeviceRecord(
        record: UserRecord(id: user, name: "Ada Quill"), isEdited: true, editMark: 9)
      try scene.ingest([StoreScene.entry(9)], session)
      _ = try scene.store.write { try $0.takeIn(user, record, log: 9, session: session, at: 3) }
      let edited = EditedThere(user: user, mark: 9, isOnDevice: true, isEnrolled: true)
      try scene.store.write { try $0.closeGaps([edited], through: 8, isLast: true, session: session, at: 4) }
      try scene.store.write { try $0.deleteUser(user, at: 5) }
      let taken = try scene.store.write { try $0.takeIn(user, record, log: 9, session: session, at: 6) }
      #expect(taken.outcome == .held)
      #expect(try scene.store.read { try $0.user(user) } == nil)
    }
  }
}
