import DeviceProtocol
import LockstepCore
import Testing

/// Answers that fuzzing has found.
struct DeviceAnswerTests {
  private func field(_ number: UInt64, _ content: [UInt8]) -> [UInt8] { WireBytes.field(number, content) }

  @Test("LIMIT-5 a refusal's text is cut after 200 bytes, however long a device makes it", arguments: [200, 50_000])
  func refusal(length: Int) throws {
    let text = [UInt8](repeating: UInt8(ascii: "x"), count: length)
    let message = try Envelope(encoded: field(50, [0x08, 5] + field(2, text))).message
    #expect(message == .answer(.refusal(Refusal(.tryAgain, String(repeating: "x", count: 200)))))
  }

  @Test("SEC-4 a detail with a space at its end is the same after it was decoded and encoded again")
  func details() throws {
    let detail = Array("why ".utf8)
    let result = field(1, field(1, Array("17".utf8)) + [0x10, 1] + field(5, detail))
    let entry = field(2, [0x08, 1, 0x20, 1] + field(7, detail))
    for bytes in [field(37, result), field(39, result), field(20, entry)] {
      let envelope = try Envelope(encoded: bytes)
      #expect(try Envelope(encoded: envelope.encoded()) == envelope)
    }
  }
}
