import LockstepCore
import LockstepTesting
import Testing

struct UserRecordSlotsTests {
  @Test("A record is rebuilt from the values of its slots")
  func rebuilt() throws {
    var generator = RecordGenerator(seed: 6)
    for _ in 0..<200 {
      let record = try generator.record()
      var rebuilt = try generator.record()
      for slot in rebuilt.occupiedSlots { rebuilt.clear(slot) }
      for slot in record.occupiedSlots { rebuilt.set(slot, to: try #require(record.value(of: slot))) }
      #expect(rebuilt == record)
    }
  }

  @Test("Taking a slot makes its value equal, vacant ones included, and leaves the others")
  func taken() throws {
    var generator = RecordGenerator(seed: 7)
    for _ in 0..<100 {
      let (left, right) = (try generator.record(), try generator.record())
      for slot in Set(left.occupiedSlots + right.occupiedSlots) {
        var taken = left
        taken.take(slot, from: right)
        #expect(taken.value(of: slot) == right.value(of: slot))
        for other in left.occupiedSlots where other != slot {
          #expect(taken.value(of: other) == left.value(of: other))
        }
      }
    }
  }

  @Test("MERGE-11 rights are never vacant: clearing one changes nothing", arguments: Slot.rights)
  func clearingRights(slot: Slot) throws {
    var ada = try People.ada()
    ada.clear(slot)
    #expect(ada == (try People.ada()))
  }

  @Test(
    "Bytes that are no value of a slot change nothing",
    arguments: ["fingerprint:0", "job-codes", "start", "end", "security-level"])
  func malformed(text: String) throws {
    let slot = try #require(Slot(text))
    var ada = try People.ada()
    ada.set(slot, to: slot.kind == "fingerprint" || slot == .jobCodes ? [0, 0, 9] : [])
    #expect(ada == (try People.ada()))
  }

  @Test("Lists of credentials are equal whatever the order they came in")
  func sorted() throws {
    let ada = try People.ada()
    var other = try People.ada()
    other.setCards(other.cards.reversed())
    other.setFingerprints(other.fingerprints.reversed())
    other.setFaces(other.faces.reversed())
    #expect(other == ada)
    #expect(ada.renamed(to: try UserID("99")).cards == ada.cards)
  }
}
