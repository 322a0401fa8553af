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
}
