import LockstepCore
import LockstepTesting
import Testing

struct SlotTests {
  static let written: [String] = [
    "name", "personal-message", "pin", "photo", "card:csn:3039", "card:access-on-card:0100", "fingerprint:0",
    "fingerprint:9", "face:infrared:4", "face:visual:0", "job-codes", "access-groups", "start", "end", "disabled",
    "security-level", "authentication-modes",
  ]

  @Test("A slot is read back from its text", arguments: written)
  func roundTrip(text: String) throws {
    let slot = try #require(Slot(text))
    #expect(slot.description == text)
  }

  @Test(
    "Text that names no slot is refused",
    arguments: [
      "", "Name", "card", "card:csn", "card:csn:", "card:csn:00", "card:disk:01", "card:csn:0g", "card:csn:01:02",
      "fingerprint", "fingerprint:", "fingerprint:-1", "fingerprint:+1", "fingerprint:01", "fingerprint:256",
      "face:visual", "face:green:0", "face:visual:x", "name:0",
    ])
  func refused(text: String) {
    #expect(Slot(text) == nil)
  }

  @Test("Every slot of a record is read back from its text, and the slots are in order")
  func ofRecords() throws {
    var generator = RecordGenerator(seed: 5)
    for _ in 0..<100 {
      let slots = try generator.record().occupiedSlots
      #expect(slots.map { Slot($0.description) } == slots)
      #expect(slots.sorted() == slots)
    }
  }

  @Test("MERGE-11 rights are the six slots that the server owns")
  func rights() throws {
    let slots = Self.written.compactMap { Slot($0) }
    #expect(slots.filter(\.isRight) == Slot.rights)
  }

  @Test(
    "A slot's kind has no index",
    arguments: [("card:csn:3039", "card"), ("fingerprint:3", "fingerprint"), ("pin", "pin")])
  func kind(text: String, kind: String) throws {
    #expect(Slot(text)?.kind == kind)
  }
}
