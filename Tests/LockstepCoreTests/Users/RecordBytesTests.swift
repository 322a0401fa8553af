import LockstepTesting
import Testing

@testable import LockstepCore

struct RecordBytesTests {
  @Test("VERIFY-1 the canonical bytes of a record are read back", arguments: 0..<10)
  func roundTrip(seed: UInt64) throws {
    var generator = RecordGenerator(seed: seed)
    for _ in 0..<50 {
      let record = try generator.record(id: "u-\(seed)")
      #expect(try RecordBytes.decode(RecordBytes.encode(record)) == record)
    }
  }

  @Test("VERIFY-1 the canonical bytes are those of the document")
  func exactBytes() throws {
    let record = UserRecord(
      id: try UserID("7"), name: "Ö", cards: [try Sample.card("258")],
      fingerprints: [Fingerprint(index: 3, templates: [[0xAA], [0xBB, 0xCC]], isDuress: true)],
      jobCodes: [JobCode(code: 1, label: "x")], rights: Rights(accessGroups: [2, 1], isDisabled: true))
    #expect(
      RecordBytes.encode(record).hexadecimal
        == "0100000001" + "37" + "0200000002" + "c396" + "0600000003" + "010102" + "0700000009" + "03010001aa0002bbcc"
        + "0900000007" + "00000001000178" + "0a00000008" + "0000000100000002" + "0d00000001" + "01")
  }

  @Test("VERIFY-1 vacant and default fields take no bytes")
  func vacant() throws {
    #expect(RecordBytes.encode(try People.nobody(id: "7")).hexadecimal == "010000000137")
  }

  @Test("Every truncation is either refused or a shorter record, never the same one")
  func truncations() throws {
    let bytes = RecordBytes.encode(try People.ada())
    for count in 0..<bytes.count {
      let cut = Array(bytes.prefix(count))
      guard let record = try? RecordBytes.decode(cut) else { continue }
      #expect(RecordBytes.encode(record) == cut, "cut at \(count)")
    }
  }

  @Test("Changed bytes never stop the process, and what is read encodes again")
  func damaged() throws {
    let bytes = RecordBytes.encode(try People.ada())
    var random = SeededGenerator(seed: 8)
    for _ in 0..<3000 {
      var damaged = bytes
      damaged[random.number(0...damaged.count - 1)] = UInt8(random.number(0...255))
      if let record = try? RecordBytes.decode(damaged) { _ = RecordBytes.encode(record) }
    }
  }

  @Test(
    "Bytes that no encoding made are refused",
    arguments: [
      ("", "nothing"), ("0200000001" + "41", "no ID first"), ("0100000000", "an empty ID"),
      ("0100000001" + "37" + "0100000001" + "38", "two IDs"),
      ("0100000001" + "37" + "0200000001" + "41" + "0200000001" + "42", "two names"),
      ("0100000001" + "37" + "0300000001" + "41" + "0200000001" + "42", "out of order"),
      ("0100000001" + "37" + "1000000000", "an unknown field"),
      ("0100000001" + "37" + "0200000001" + "ff", "no UTF-8"),
      ("0100000001" + "ff", "an ID that is no UTF-8"),
      ("0100000001" + "37" + "0b00000009" + "000000000000000001", "a start of nine bytes"),
      ("0100000001" + "37" + "0a00000003" + "000001", "half a group"),
      ("0100000001" + "37" + "0600000002" + "0100", "a card number of zero"),
      ("0100000001" + "37" + "0600000002" + "0501", "an unknown card type"),
      ("0100000001" + "37" + "0800000002" + "0300", "an unknown face kind"),
      ("0100000001" + "37" + "ffffffffff", "a length beyond the end"),
    ])
  func malformed(hexadecimal: String, what: String) throws {
    let bytes = try #require([UInt8](hexadecimal: hexadecimal))
    #expect(throws: RecordBytes.Malformed.self, "\(what)") { try RecordBytes.decode(bytes) }
  }

  @Test("SEC-4 values far over their limits are cut, and do not stop the process")
  func overLimits() throws {
    let long = [UInt8](repeating: 1, count: 70_000)
    var record = try People.nobody()
    record.setFingerprints([Fingerprint(index: 0, templates: [long])])
    record.jobCodes = [JobCode(code: 1, label: String(repeating: "j", count: 70_000))]
    let read = try RecordBytes.decode(RecordBytes.encode(record))
    #expect(read.fingerprints.first?.templates.first?.count == 65_535)
    #expect(read.jobCodes.first?.label.utf8.count == 65_535)
  }
}
