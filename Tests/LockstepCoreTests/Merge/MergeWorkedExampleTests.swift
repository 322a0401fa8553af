import LockstepCore
import LockstepTesting
import Testing

struct MergeWorkedExampleTests {
  @Test("MERGE-3 the worked example at the beginning of the rule book")
  func workedExample() throws {
    let (workshop, safeRoom): (AccessGroupID, AccessGroupID) = (1, 2)
    let removed = try Sample.card("4711")
    let ofAnother = try Sample.card("777", .mobile)
    var server = UserRecord(
      id: try UserID("17"), name: "Ada Quill", photo: Sample.photo(1), cards: [try Sample.card("12345")],
      fingerprints: [Sample.finger(0, 1)], rights: Rights(accessGroups: [workshop]))
    let device = UserRecord(
      id: server.id, name: "Ada Tal", personalMessage: "Mind the step",
      cards: [try Sample.card("12345"), removed, ofAnother], fingerprints: [Sample.finger(0, 1), Sample.finger(3, 2)],
      rights: Rights(accessGroups: [workshop, safeRoom]))
    var merge = Merge(capabilities: .full, digest: .testing)
    var earlier = server
    earlier.setCards(earlier.cards + [removed])
    merge.superseded = Supersession.values(replacing: earlier, by: server, profiles: [.full], digest: .testing)
      .map { Merge.Superseded(slot: $0.slot, digest: $0.digest, revision: 52) }
    merge.cardOwners = [ofAnother.number: try UserID("21")]

    let result = merge.merge(DeviceRecord(record: device, base: Sample.base(40), isEdited: true), into: server)

    server.personalMessage = "Mind the step"
    server.setFingerprints([Sample.finger(0, 1), Sample.finger(3, 2)])
    #expect(result.record == server)
    #expect(result.filled == [.personalMessage, .fingerprint(3)])
    #expect(result.kept.map(\.slot) == [.name, .card(ofAnother)])
    #expect(result.kept.map(\.reason) == [.serverHasAnother, .cardOfAnotherUser(try UserID("21"))])
    #expect(result.stale == [.card(removed)])
    #expect(result.restoredRights == [.accessGroups])
  }
}
