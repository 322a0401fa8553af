import LockstepCore
import LockstepTesting
import Testing

struct MergeCardTests {
  private var merge = Merge(capabilities: .full, digest: .testing)

  private func bruno(cards: [Card]) throws -> UserRecord {
    var bruno = try People.bruno()
    bruno.setCards(cards)
    return bruno
  }

  @Test("MERGE-1 a card is added to those that the user has, up to eight")
  func added() throws {
    let server = try bruno(cards: (1...7).map { try Sample.card("\($0)") })
    let device = try bruno(cards: [Sample.card("8"), Sample.card("9")])
    let result = merge.merge(DeviceRecord(record: device), into: server)
    #expect(result.record.cards.count == 8)
    #expect(result.filled == [.card(try Sample.card("8"))])
    #expect(result.kept.map(\.reason) == [.full(limit: 8)])
    #expect(result.kept.map(\.slot) == [.card(try Sample.card("9"))])
  }

  @Test("MERGE-1 one number as card and as phone are two slots")
  func twoKinds() throws {
    let server = try bruno(cards: [Sample.card("5")])
    let device = try bruno(cards: [Sample.card("0x05", .mobile)])
    #expect(merge.merge(DeviceRecord(record: device), into: server).record.cards.count == 2)
  }

  @Test("MERGE-4 a card of another user is refused on its own, and the conflict names the other user")
  func conflict() throws {
    var merge = merge
    merge.cardOwners = [try CardNumber(text: "5"): try UserID("99")]
    var device = try bruno(cards: [Sample.card("5", .mobile), Sample.card("6")])
    device.setFingerprints([Sample.finger(0, 1)])
    let result = merge.merge(DeviceRecord(record: device), into: try bruno(cards: []))
    #expect(result.record.cards == [try Sample.card("6")])
    #expect(result.filled == [.card(try Sample.card("6")), .fingerprint(0)])
    #expect(result.kept.map(\.slot) == [.card(try Sample.card("5", .mobile))])
    #expect(result.kept.map(\.reason) == [.cardOfAnotherUser(try UserID("99"))])
  }

  @Test("MERGE-4 a created user too goes without a card of another user")
  func conflictOnCreate() throws {
    var merge = merge
    merge.cardOwners = [try CardNumber(text: "5"): try UserID("99")]
    let result = merge.create(from: DeviceRecord(record: try bruno(cards: [Sample.card("5"), Sample.card("6")])))
    #expect(result.record.cards == [try Sample.card("6")])
    #expect(result.kept.map(\.reason) == [.cardOfAnotherUser(try UserID("99"))])
    #expect(!result.filled.contains(.card(try Sample.card("5"))))
  }
}
