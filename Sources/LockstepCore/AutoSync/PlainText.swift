/// Text of which nothing would be changed: as nearly every cell of a people file is. To say so costs a hundredth of
/// bringing it into its form.
enum PlainText {
  /// Whether the text is trimmed, NFC, has one space between words and no control character.
  ///
  /// - Parameter text: whole characters of UTF-8.
  /// - Returns: never true where it is not so. False may mean that it is not known: a letter outside ``letters``.
  static func isPlain(_ text: Span<UInt8>) -> Bool {
    var afterSpace = true
    var index = 0
    while index < text.count {
      let byte = text[index]
      index &+= 1
      if byte > 0x20, byte < 0x7F {
        afterSpace = false
        continue
      }
      guard byte != 0x20 else {
        guard !afterSpace else { return false }
        afterSpace = true
        continue
      }
      var scalar = UInt32(byte)
      switch byte {
      case 0xC2...0xDF where index < text.count:
        scalar = (scalar & 0x1F) << 6 | UInt32(text[index] & 0x3F)
        index &+= 1
      case 0xE0...0xEF where index &+ 1 < text.count:
        scalar = (scalar & 0x0F) << 12 | UInt32(text[index] & 0x3F) << 6 | UInt32(text[index &+ 1] & 0x3F)
        index &+= 2
      default: return false
      }
      guard letters.contains(where: { $0.contains(scalar) }) else { return false }
      afterSpace = false
    }
    return !afterSpace || text.isEmpty
  }

  /// Letters beyond ASCII that stand for themselves: NFC, whatever is beside them.
  static let letters: [ClosedRange<UInt32>] = [
    // Latin, without the spaces and signs before it; with the letters of Vietnamese.
    0x00C0...0x02FF, 0x1E00...0x1E99,
    // CJK, Hiragana, Katakana, Hangul syllables.
    0x4E00...0x9FFF, 0x3041...0x3096, 0x30A1...0x30FA, 0xAC00...0xD7A3, 0x3400...0x4DBF,
    // Cyrillic, Greek, Arabic, Hebrew, Armenian.
    0x0400...0x0482, 0x048A...0x052F, 0x0388...0x03CE, 0x0620...0x064A, 0x05D0...0x05EA, 0x0561...0x0586,
    0x0531...0x0556, 0x1EA0...0x1EF9,
  ]
}
