import LockstepCore
import LockstepTesting
import Testing

struct MergeFingerprintTests {
  private static let unindexed = Capabilities(fingerprintIndexes: false)

  private func result(
    _ capabilities: Capabilities, server: [Fingerprint], device: [Fingerprint]
  ) throws -> MergeResult {
    var (onServer, onDevice) = (try People.bruno(), try People.bruno())
    onServer.setFingerprints(server)
    onDevice.setFingerprints(device)
    return Merge(capabilities: capabilities, digest: .testing).merge(DeviceRecord(record: onDevice), into: onServer)
  }

  @Test("MERGE-1 with indexes a finger goes to its own index, whatever else the user has")
  func indexed() throws {
    let result = try result(.full, server: [Sample.finger(0, 1)], device: [Sample.finger(0, 1), Sample.finger(7, 2)])
    #expect(result.filled == [.fingerprint(7)])
    #expect(result.record.fingerprints == [Sample.finger(0, 1), Sample.finger(7, 2)])
  }

  @Test("MERGE-1 with indexes another finger in a taken slot is a difference")
  func indexTaken() throws {
    let result = try result(.full, server: [Sample.finger(0, 1)], device: [Sample.finger(0, 2)])
    #expect(result.kept.map(\.slot) == [.fingerprint(0)])
    #expect(result.record.fingerprints == [Sample.finger(0, 1)])
  }

  @Test("MERGE-1 without indexes an equal template is that slot, wherever the device lists it")
  func equalTemplate() throws {
    let result = try result(
      Self.unindexed, server: [Sample.finger(2, 1), Sample.finger(6, 2)],
      device: [Sample.finger(0, 2), Sample.finger(1, 1)])
    #expect(result.filled.isEmpty && result.kept.isEmpty)
  }

  @Test("MERGE-1 without indexes a new finger takes the lowest free slot")
  func lowestFree() throws {
    let result = try result(
      Self.unindexed, server: [Sample.finger(0, 1), Sample.finger(2, 2)],
      device: [Sample.finger(0, 1), Sample.finger(1, 3), Sample.finger(2, 4)])
    #expect(result.filled == [.fingerprint(1), .fingerprint(3)])
    #expect(result.record.fingerprints[1] == Sample.finger(1, 3))
    #expect(result.record.fingerprints.count == 4)
  }

  @Test("MERGE-1 without indexes the same finger with another duress flag is a difference in its slot")
  func duress() throws {
    let result = try result(
      Self.unindexed, server: [Sample.finger(4, 1)], device: [Sample.finger(0, 1, isDuress: true)])
    #expect(result.filled.isEmpty)
    #expect(result.kept.map(\.slot) == [.fingerprint(4)])
    #expect(result.kept.map(\.reason) == [.serverHasAnother])
  }

  @Test("MERGE-1 without indexes an eleventh finger is a difference in a slot that no other names")
  func full() throws {
    let server = (0..<10).map { Sample.finger($0, Int($0)) }
    let result = try result(Self.unindexed, server: server, device: [Sample.finger(0, 20), Sample.finger(1, 21)])
    #expect(result.kept.map(\.slot) == [.fingerprint(9), .fingerprint(8)])
    #expect(result.kept.map(\.reason) == [.full(limit: 10), .full(limit: 10)])
    #expect(result.record.fingerprints == server)
  }

  @Test("MERGE-10 a removed finger is stale wherever the device lists it", arguments: [Self.unindexed, .full])
  func stale(_ capabilities: Capabilities) throws {
    var device = try People.bruno()
    device.setFingerprints([Sample.finger(0, 1)])
    var earlier = try People.bruno()
    earlier.setFingerprints([Sample.finger(5, 1)])
    var merge = Merge(capabilities: capabilities, digest: .testing)
    merge.superseded = Supersession.values(
      replacing: earlier, by: try People.bruno(), profiles: [], digest: .testing
    ).map { Merge.Superseded(slot: $0.slot, digest: $0.digest, revision: 9) }
    let result = merge.merge(DeviceRecord(record: device, base: Sample.base(8)), into: try People.bruno())
    #expect(result.stale == [.fingerprint(0)])
    #expect(!result.changesServer)
  }
}
