import Foundation
import LockstepCore
import Testing

@Suite("The text of a people file")
struct FileTextTests {
  private func read(_ name: [UInt8]) -> PeopleOutcome {
    let bytes = name + Array(",Tal,ada@example.org,1\n".utf8)
    let outcomes = [1, 2, 3, bytes.count].map { PeopleOutcome.read(bytes, inPiecesOf: $0) }
    #expect(Set(outcomes).count == 1)
    return outcomes[0]
  }

  @Test(
    "AUTO-1 characters at the edges of what two, three and four bytes of UTF-8 can be are read as they are",
    arguments: [
      "\u{100}", "\u{7FF}", "\u{800}", "\u{FFD}", "\u{D7A3}", "\u{F900}", "\u{10000}", "\u{3FFFF}", "\u{100000}",
    ])
  func edges(character: String) throws {
    let outcome = read(Array(character.utf8))
    #expect(outcome.rows.map(\.firstName) == [character.precomposedStringWithCanonicalMapping])
    #expect(try outcome.shape.encoding == "UTF-8")
  }

  @Test(
    "AUTO-1 bytes past these edges are no UTF-8: overlong forms, surrogates, and what lies past the last character",
    arguments: [
      ([0xC0, 0xA0], "À\u{A0}"), ([0xE0, 0x9F, 0xBF], "àŸ¿"), ([0xED, 0xA0, 0xAF], "í\u{A0}¯"),
      ([0xF0, 0x8F, 0xBF, 0xBF], nil), ([0xF4, 0x90, 0xA1, 0xA1], nil), ([0xF5, 0xA1, 0xA1, 0xA1], "õ¡¡¡"),
    ] as [([UInt8], String?)])
  func past(bytes: [UInt8], inWindows1252: String?) throws {
    let outcome = read(bytes)
    guard let inWindows1252 else {
      #expect(outcome.errors.map(\.reason) == ["a byte that is neither UTF-8 nor Windows-1252"])
      return
    }
    #expect(try outcome.shape.encoding == "Windows-1252")
    let words = inWindows1252.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(outcome.rows.map(\.firstName) == [words])
  }
}
