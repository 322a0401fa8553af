import LockstepCore
import LockstepTesting
import Testing

struct MergeRightsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let slot: Slot
    let server: Rights
    let device: Rights
    var testDescription: String { "\(slot): \(device.told(slot)) at the device, \(server.told(slot)) on the server" }
  }

  static let more = [
    Case(slot: .accessGroups, server: Rights(accessGroups: [1]), device: Rights(accessGroups: [1, 2])),
    Case(slot: .accessGroups, server: Rights(accessGroups: [1]), device: Rights(accessGroups: [2])),
    Case(slot: .start, server: Rights(start: 1_700_000_000), device: Rights()),
    Case(slot: .start, server: Rights(start: 1_700_000_000), device: Rights(start: 1_600_000_000)),
    Case(slot: .end, server: Rights(end: 1_700_000_000), device: Rights()),
    Case(slot: .end, server: Rights(end: 1_700_000_000), device: Rights(end: 1_800_000_000)),
    Case(slot: .disabled, server: Rights(isDisabled: true), device: Rights()),
    Case(slot: .securityLevel, server: Rights(securityLevel: 3), device: Rights(securityLevel: 2)),
    Case(slot: .securityLevel, server: Rights(securityLevel: 3), device: Rights()),
    Case(slot: .securityLevel, server: Rights(), device: Rights(securityLevel: 5)),
    Case(slot: .authenticationModes, server: Rights(authenticationModes: [1]), device: Rights()),
    Case(slot: .authenticationModes, server: Rights(), device: Rights(authenticationModes: [1])),
    Case(
      slot: .authenticationModes, server: Rights(authenticationModes: [1]), device: Rights(authenticationModes: [1, 2])),
    Case(
      slot: .authenticationModes, server: Rights(authenticationModes: [1]), device: Rights(authenticationModes: [2])),
  ]

  static let less = [
    Case(slot: .accessGroups, server: Rights(accessGroups: [1, 2]), device: Rights(accessGroups: [2])),
    Case(slot: .accessGroups, server: Rights(accessGroups: [1, 2]), device: Rights()),
    Case(slot: .start, server: Rights(), device: Rights(start: 1_700_000_000)),
    Case(slot: .start, server: Rights(start: 1_600_000_000), device: Rights(start: 1_700_000_000)),
    Case(slot: .end, server: Rights(), device: Rights(end: 1_700_000_000)),
    Case(slot: .end, server: Rights(end: 1_800_000_000), device: Rights(end: 1_700_000_000)),
    Case(slot: .disabled, server: Rights(), device: Rights(isDisabled: true)),
    Case(slot: .securityLevel, server: Rights(securityLevel: 2), device: Rights(securityLevel: 3)),
    Case(
      slot: .authenticationModes, server: Rights(authenticationModes: [1, 2]), device: Rights(authenticationModes: [2])),
  ]

  private func merged(_ test: Case) throws -> MergeResult {
    let (server, device) = (
      UserRecord(id: try UserID("17"), rights: test.server), UserRecord(id: try UserID("17"), rights: test.device)
    )
    let result = Merge(capabilities: .full, digest: .testing).merge(
      DeviceRecord(record: device, base: Sample.base(1), isEdited: true), into: server)
    #expect(result.record == server)
    #expect(!result.changesServer)
    return result
  }

  @Test("MERGE-11 a right that allows more, or something else, is written back at once", arguments: more)
  func restored(test: Case) throws {
    let result = try merged(test)
    #expect(result.restoredRights == [test.slot])
    #expect(result.kept.isEmpty)
  }

  @Test("MERGE-11 a right that only allows less is a difference", arguments: less)
  func difference(test: Case) throws {
    let result = try merged(test)
    #expect(result.kept.map(\.slot) == [test.slot])
    #expect(result.kept.map(\.reason) == [.allowsLess])
    #expect(result.restoredRights.isEmpty)
  }

  @Test("MERGE-11 no device ever changes a right")
  func never() throws {
    var generator = RecordGenerator(seed: 11)
    for _ in 0..<200 {
      let (server, device) = (try generator.record(), try generator.record())
      let result = Merge(capabilities: generator.capabilities(), digest: .testing).merge(
        DeviceRecord(record: device), into: server)
      #expect(result.record.rights == server.rights)
      #expect(result.filled.allSatisfy { !$0.isRight })
    }
  }
}

extension Rights {
  fileprivate func told(_ slot: Slot) -> String {
    switch slot {
    case .accessGroups: "\(accessGroups)"
    case .start: "\(start)"
    case .end: "\(end)"
    case .disabled: "\(isDisabled)"
    case .securityLevel: "\(securityLevel)"
    default: "\(authenticationModes)"
    }
  }
}
