import LockstepCore
import LockstepTesting
import Testing

struct MergeStaleTests {
  /// Ada as the server had her up to revision 8, and as she is since revision 9.
  private func merge(from earlier: UserRecord, to later: UserRecord, at revision: Revision = 9) -> Merge {
    var merge = Merge(capabilities: .full, digest: .testing)
    merge.superseded = Supersession.values(replacing: earlier, by: later, profiles: [.full], digest: .testing)
      .map { Merge.Superseded(slot: $0.slot, digest: $0.digest, revision: revision) }
    return merge
  }

  @Test(
    "MERGE-10 what the server removed is stale on a device that has not heard of it", arguments: MergeFieldTests.slots)
  func removed(text: String) throws {
    let slot = try #require(Slot(text))
    let ada = try People.ada()
    var later = ada
    later.clear(slot)
    let merge = merge(from: ada, to: later)
    for base in [nil, Sample.base(1), Sample.base(8)] {
      let result = merge.merge(DeviceRecord(record: ada, base: base, isEdited: true), into: later)
      #expect(result.stale == [slot])
      #expect(result.filled.isEmpty && result.kept.isEmpty)
      #expect(result.record == later)
    }
  }

  @Test("MERGE-10 what was put back by hand after the removal is new", arguments: MergeFieldTests.slots)
  func putBack(text: String) throws {
    let slot = try #require(Slot(text))
    let ada = try People.ada()
    var later = ada
    later.clear(slot)
    let merge = merge(from: ada, to: later)
    for base in [Sample.base(9), Sample.base(12)] {
      let result = merge.merge(DeviceRecord(record: ada, base: base, isEdited: true), into: later)
      #expect(result.filled == [slot])
      #expect(result.record == ada)
    }
  }

  @Test("MERGE-10 a replaced value is stale, and no difference")
  func replaced() throws {
    let ada = try People.ada()
    var later = ada
    later.name = "Ada Quill-Tal"
    later.pin = Sample.pin(5)
    later.rights.end = 1_750_000_000
    let result = merge(from: ada, to: later).merge(DeviceRecord(record: ada, base: Sample.base(3)), into: later)
    #expect(result.stale == [.name, .pin, .end])
    #expect(result.kept.isEmpty && result.restoredRights.isEmpty && result.filled.isEmpty)
  }

  @Test("MERGE-10 an edit beside stale values is taken in")
  func editBesideStale() throws {
    let ada = try People.ada()
    var later = ada
    later.setCards([])
    var device = ada
    device.setFingerprints(device.fingerprints + [Sample.finger(9, 9)])
    let result = merge(from: ada, to: later).merge(
      DeviceRecord(record: device, base: Sample.base(8), isEdited: true), into: later)
    #expect(result.filled == [.fingerprint(9)])
    #expect(result.stale == ada.cards.map { .card($0) })
    #expect(result.record.cards.isEmpty)
  }

  @Test("MERGE-10 a value that the server has again is the same, not stale")
  func backAgain() throws {
    let ada = try People.ada()
    var other = ada
    other.name = "Ada Tal"
    var merge = merge(from: ada, to: other, at: 5)
    merge.superseded += self.merge(from: other, to: ada, at: 6).superseded
    #expect(merge.merge(DeviceRecord(record: ada, base: Sample.base(2)), into: ada).stale.isEmpty)
    #expect(merge.merge(DeviceRecord(record: other, base: Sample.base(5)), into: ada).stale == [.name])
  }

  @Test("MERGE-10 a face at another place is a value of its own, also where fingers have no indexes")
  func faceElsewhere() throws {
    var earlier = try People.bruno()
    earlier.setFaces([Sample.face(.visual, 0, 1)])
    var device = try People.bruno()
    device.setFaces([Face(kind: .visual, index: 1, template: Sample.face(.visual, 0, 1).template)])
    var merge = Merge(capabilities: Capabilities(fingerprintIndexes: false), digest: .testing)
    merge.superseded = self.merge(from: earlier, to: try People.bruno()).superseded
    #expect(merge.merge(DeviceRecord(record: device), into: try People.bruno()).filled == [.face(.visual, 1)])
  }
}
