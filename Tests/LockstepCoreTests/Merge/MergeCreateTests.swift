import LockstepCore
import LockstepTesting
import Testing

struct MergeCreateTests {
  private func created(
    groups: [AccessGroupID], deviceGroups: Set<AccessGroupID>, enrolment: AccessGroupID? = nil
  ) throws -> MergeResult {
    var ada = try People.ada()
    ada.rights.setAccessGroups(groups)
    var merge = Merge(capabilities: .full, digest: .testing)
    merge.deviceGroups = deviceGroups
    merge.enrolmentGroup = enrolment
    return merge.create(from: DeviceRecord(record: ada))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let groups: [AccessGroupID]
    let deviceGroups: Set<AccessGroupID>
    let enrolment: AccessGroupID?
    let result: [AccessGroupID]
    var testDescription: String {
      "\(groups) at a device of \(deviceGroups.sorted()), enrolment group \(enrolment ?? 0)"
    }
  }

  @Test(
    "MERGE-2 a created user has those of its groups that the device belongs to, and the enrolment group",
    arguments: [
      Case(groups: [], deviceGroups: [1], enrolment: nil, result: []),
      Case(groups: [1], deviceGroups: [1, 2], enrolment: nil, result: [1]),
      Case(groups: [1, 3, 99], deviceGroups: [1, 2], enrolment: nil, result: [1]),
      Case(groups: [3], deviceGroups: [1, 2], enrolment: 7, result: [7]),
      Case(groups: [2, 7], deviceGroups: [2], enrolment: 7, result: [2, 7]),
      Case(groups: Array(1...16), deviceGroups: Set(1...16), enrolment: 20, result: Array(1...15) + [20]),
    ])
  func groups(test: Case) throws {
    let result = try created(groups: test.groups, deviceGroups: test.deviceGroups, enrolment: test.enrolment)
    #expect(result.record.rights.accessGroups == test.result)
    #expect(try result.record.checked() == result.record)
    let isTakenAway = !Set(test.groups).isSubset(of: test.result)
    #expect(result.restoredRights == (isTakenAway ? [.accessGroups] : []))
    #expect(result.filled.contains(.accessGroups) != isTakenAway)
  }

  @Test("MERGE-2 a created user has everything else of the device's record")
  func everything() throws {
    let ada = try People.ada()
    let result = try created(groups: [1, 2], deviceGroups: [1, 2])
    #expect(result.record == ada)
    #expect(Set(result.filled) == Set(ada.occupiedSlots))
    #expect(result.filled.count == ada.occupiedSlots.count)
    #expect(result.changesServer)
  }

  @Test("DEL-4 what was removed from an earlier person says nothing about a new one under the same ID")
  func newPerson() throws {
    let ada = try People.ada()
    var merge = Merge(capabilities: .full, digest: .testing)
    merge.deviceGroups = [1, 2]
    merge.superseded = ada.occupiedSlots.compactMap { slot in
      ada.value(of: slot).map { .init(slot: slot, digest: KeyedDigest.testing.of($0, in: slot), revision: 9) }
    }
    #expect(merge.create(from: DeviceRecord(record: ada)).record == ada)
  }
}
