import LockstepCore
import LockstepTesting
import Testing

struct TargetTests {
  private func value(_ slot: Slot, of record: UserRecord) throws -> (slot: Slot, value: [UInt8]) {
    (slot, try #require(record.value(of: slot)))
  }

  @Test("SEND-2 a slot with an open difference keeps the device's value, and is on the keep list")
  func keeps() throws {
    let other = UserRecord(id: try UserID("17"), name: "Ada Tal", pin: Sample.pin(9))
    let target = try Target(
      try People.ada(), for: .full, differences: [value(.pin, of: other), value(.name, of: other)])
    #expect(target.keep == [.name, .pin])
    #expect(target.record.name == "Ada Tal")
    #expect(target.record.pin == Sample.pin(9))
    #expect(target.record.cards == (try People.ada()).cards)
  }

  @Test("SEND-2 rights are written even where a difference is open", arguments: Slot.rights)
  func rights(slot: Slot) throws {
    let differences = [try value(slot, of: try People.nobody())]
    let target = try Target(try People.ada(), for: .full, differences: differences)
    #expect(target.keep.isEmpty)
    #expect(target.record == (try People.ada()))
  }

  @Test("VERIFY-5 without differences it is the fitted user")
  func plain() throws {
    var capabilities = Capabilities()
    capabilities.cardsPerUser = 1
    let target = try Target(try People.ada(), for: capabilities, differences: [])
    #expect(target.record == (try Fit.fit(try People.ada(), to: capabilities)))
    #expect(target.keep.isEmpty)
  }

  @Test("SEND-2 a card that is kept has its place before the others where not all have room")
  func room() throws {
    var user = try People.bruno()
    user.setCards(try (1...8).map { try Sample.card("\($0)") })
    let kept = Slot.card(try Sample.card("99"))
    var device = try People.bruno()
    device.setCards([try Sample.card("99")])
    let target = try Target(user, for: .full, differences: [value(kept, of: device)])
    #expect(target.record.cards.count == 8)
    #expect(target.record.value(of: kept) != nil)
    #expect(target.keep == [kept])
    #expect(try target.record.checked() == target.record)
  }

  @Test("SEND-2 without indexes the device's own fingers stand in the record, and take nobody else's place")
  func unindexed() throws {
    let capabilities = Capabilities(fingerprintIndexes: false)
    var (user, device) = (try People.bruno(), try People.bruno())
    user.setFingerprints([Sample.finger(0, 1), Sample.finger(1, 2)])
    device.setFingerprints([Sample.finger(2, 3)])
    let target = try Target(user, for: capabilities, differences: [value(.fingerprint(2), of: device)])
    #expect(target.keep.isEmpty)
    #expect(Set(target.record.fingerprints.flatMap(\.templates)) == Set([1, 2, 3].map(Sample.template)))
    #expect(target.record == (try Fit.fit(target.record, to: capabilities)))
  }
}
