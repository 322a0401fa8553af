import Foundation
import LockstepCore

/// The name of a project in addresses and file names: 1–40 of a–z, 0–9, `-`.
enum ProjectShortName {
  static let longest = 40

  static func checked(_ text: String) throws(LimitError) -> String {
    guard (1...longest).contains(text.utf8.count), text.utf8.allSatisfy(isAllowed), !text.hasPrefix("-") else {
      throw LimitError(field: "shortName", limit: "1 to 40 of a–z, 0–9 and -, not first", actual: "something else")
    }
    return text
  }

  /// `Müller & Söhne` becomes `muller-sohne`.
  static func made(of name: String) -> String {
    let plain = name.applyingTransform(.toLatin, reverse: false)?.applyingTransform(.stripDiacritics, reverse: false)
    let words = (plain ?? name).lowercased().split { !$0.utf8.allSatisfy(isAllowed) || $0 == "-" }
    let short = String(words.joined(separator: "-").prefix(longest - 4))
    return short.isEmpty ? "project" : short.hasSuffix("-") ? String(short.dropLast()) : short
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
  }
}
