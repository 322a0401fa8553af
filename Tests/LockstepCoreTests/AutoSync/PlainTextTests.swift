import Foundation
import Testing

@testable import LockstepCore

@Suite("Plain text")
struct PlainTextTests {
  private static let letters = PlainText.letters.flatMap { $0.compactMap(Unicode.Scalar.init) }

  @Test("LIMIT-2 every letter that is taken as it is stands for itself")
  func letters() {
    for letter in Self.letters {
      let text = String(letter)
      let isItself = Array(text.precomposedStringWithCanonicalMapping.unicodeScalars) == [letter]
      let properties = letter.properties
      let isLetter = !properties.isWhitespace && !properties.isGraphemeExtend && properties.generalCategory != .control
      #expect(
        isItself && isLetter && properties.canonicalCombiningClass == .notReordered, "\(letter.escaped(asASCII: true))")
    }
  }

  @Test("LIMIT-2 no letter that is taken as it is becomes one with the letter before it")
  func compositions() {
    let letters = Set(Self.letters)
    var composed = 0
    for scalar in (UInt32(0)...0x2FFFF).compactMap(Unicode.Scalar.init) {
      let parts = Array(String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars)
      guard parts.count > 1 else { continue }
      composed += 1
      #expect(parts.dropFirst().allSatisfy { !letters.contains($0) }, "\(scalar.escaped(asASCII: true))")
    }
    #expect(composed > 1000)
    // The vowels and finals of which Hangul syllables are made.
    #expect((0x1161...0x11C2).allSatisfy { !letters.contains(Unicode.Scalar($0) ?? " ") })
  }

  @Test(
    "LIMIT-2 plain text is what stays as it is",
    arguments: [
      ("", true), ("Ada", true), ("Ada Quill", true), ("O'Neil-Berg", true), ("Zoë Müller", true), ("李小龍", true),
      ("Дмитрий", true), ("Nguyễn", true), ("محمد", true), (" Ada", false), ("Ada ", false), ("Ada  Quill", false),
      (" ", false), ("A\tB", false), ("A\nB", false), ("A\u{7F}", false), ("A\u{1B}", false), ("Zoe\u{308}", false),
      ("A\u{A0}B", false), ("A\u{3000}B", false), ("\u{85}", false), ("\u{1100}\u{1161}", false), ("A\u{200B}", false),
      ("👩🏽", false), ("\u{2126}", false), ("\u{212B}", false),
    ])
  func text(text: String, isPlain: Bool) {
    let bytes = Array(text.utf8)
    #expect(PlainText.isPlain(bytes.span) == isPlain)
    if isPlain { #expect(text.precomposedStringWithCanonicalMapping == text) }
  }
}
