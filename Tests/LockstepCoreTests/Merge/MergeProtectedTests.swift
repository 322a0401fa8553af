import LockstepCore
import LockstepTesting
import Testing

struct MergeProtectedTests {
  @Test("SEC-8 no device changes a protected user; what it has is a difference", arguments: [true, false])
  func unchanged(indexes: Bool) throws {
    var merge = Merge(capabilities: Capabilities(fingerprintIndexes: indexes), digest: .testing)
    merge.isProtected = true
    let (ada, guarded) = (try People.ada(), try People.nobody())
    let result = merge.merge(DeviceRecord(record: ada), into: guarded)
    #expect(result.record == guarded)
    #expect(!result.changesServer)
    let credentials = ada.occupiedSlots.filter { !$0.isRight }
    #expect(result.kept.filter { $0.reason == .protected }.count == credentials.count)
    #expect(Set(result.kept.map(\.slot)).count == result.kept.count)
  }

  @Test("SEC-8 MERGE-11 rights of a protected user are restored like any other's")
  func rights() throws {
    var merge = Merge(capabilities: .full, digest: .testing)
    merge.isProtected = true
    let device = UserRecord(id: try UserID("18"), name: "Bruno Tal", rights: Rights(accessGroups: [4]))
    #expect(merge.merge(DeviceRecord(record: device), into: try People.bruno()).restoredRights == [.accessGroups])
  }
}
