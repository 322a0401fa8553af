/// What counts as an e-mail address; whether mail arrives only sending tells.
public enum MailAddress {
  /// What an address would need quotes or brackets for. Nobody's does, and a mail server would read it as something else.
  private static let refused = Array("<>()[],;:\"\\".utf8)

  /// One `@` with something before and behind it, at most 254 bytes; nothing that cannot be seen.
  public static func isOne(_ text: String) -> Bool {
    let bytes = text.utf8
    let at = UInt8(ascii: "@")
    guard (3...254).contains(bytes.count), bytes.first != at, bytes.last != at, bytes.first != UInt8(ascii: "-") else {
      return false
    }
    var (signs, isPlain) = (0, true)
    for byte in bytes {
      switch byte {
      case at: signs += 1
      case 0...0x20, 0x7F: return false
      case 0x80...: isPlain = false
      default: if refused.contains(byte) { return false }
      }
    }
    // The sign itself, and none that is another one by a combining mark.
    return signs == 1 && (isPlain || text.contains("@") && text.unicodeScalars.allSatisfy(isSeen))
  }

  private static func isSeen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: false
    default: true
    }
  }
}
