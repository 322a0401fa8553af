/// Text as 7-bit lines of at most 76 characters (RFC 2045), each ended by CRLF. Bytes that a mail server or reader could
/// change are written as their code: it arrives as it was.
enum QuotedPrintable {
  private static let longest = 76

  static func encode(_ text: String) -> String {
    var result = ""
    for line in lines(text) { result += encode(line: line) + "\r\n" }
    return result
  }

  /// Lines end with LF, CR or CRLF; a last empty one is none.
  private static func lines(_ text: String) -> [[UInt8]] {
    var lines: [[UInt8]] = [[]]
    var earlier: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case 10 where earlier == 13: break
      case 10, 13: lines.append([])
      default: lines[lines.count - 1].append(byte)
      }
      earlier = byte
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private static func encode(line: [UInt8]) -> String {
    var (result, length) = ("", 0)
    for (index, byte) in line.enumerated() {
      let isLast = index == line.count - 1
      let piece = isPlain(byte, isLast: isLast) ? String(UnicodeScalar(byte)) : code(byte)
      // Room for the `=` that goes on with the line.
      if length + piece.utf8.count > longest - (isLast ? 0 : 1) {
        result += "=\r\n"
        length = 0
      }
      result += piece
      length += piece.utf8.count
    }
    return result
  }

  private static func isPlain(_ byte: UInt8, isLast: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "="): false
    case UInt8(ascii: " "), 9: !isLast
    default: (33...126).contains(byte)
    }
  }

  private static func code(_ byte: UInt8) -> String {
    let digits = Array("0123456789ABCDEF")
    return "=\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
  }
}
