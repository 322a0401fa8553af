import LockstepCore
import Testing

struct HexadecimalTests {
  @Test("Hexadecimal text is read in both cases and written in lower case", arguments: ["", "00", "0aff", "DEADbeef"])
  func roundTrip(text: String) throws {
    let bytes = try #require([UInt8](hexadecimal: text))
    #expect(bytes.hexadecimal == text.lowercased())
  }

  @Test("What is no hexadecimal text is refused", arguments: ["0", "0g", "0x", " 00", "é0"])
  func refused(text: String) {
    #expect([UInt8](hexadecimal: text) == nil)
  }
}
