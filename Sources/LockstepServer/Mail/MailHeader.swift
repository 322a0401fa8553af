import Foundation

/// The texts of a mail's header. What comes from outside is never more than the value it stands for: line ends and other
/// control characters become blanks.
enum MailHeader {
  /// The most bytes of text in one encoded word, which may have 75 characters.
  private static let wordBytes = 42

  /// RFC 2047: plain where it can be, else encoded words on lines of their own.
  static func text(_ text: String) -> String {
    let clean = withoutControls(text)
    return clean.utf8.count <= 60 && clean.utf8.allSatisfy { (32...126).contains($0) } && !clean.contains("=?")
      ? clean : words(clean).joined(separator: "\r\n ")
  }

  /// A name and an address, as they stand in From and To.
  static func mailbox(name: String, address: String) -> String {
    let clean = withoutControls(name)
    guard !clean.isEmpty else { return "<\(withoutControls(address))>" }
    let isPlain = clean.utf8.count <= 60 && clean.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == " ") }
    return "\(isPlain ? "\"\(clean)\"" : words(clean).joined(separator: "\r\n "))\r\n <\(withoutControls(address))>"
  }

  /// RFC 5322, in UTC.
  ///
  /// - Parameter time: Unix milliseconds.
  static func date(_ time: Int64) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
    return formatter.string(from: Date(timeIntervalSince1970: Double(time / 1000)))
  }

  private static func withoutControls(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: " "
      default: scalar
      }
    }
    return String(String.UnicodeScalarView(scalars)).trimmingCharacters(in: .whitespaces)
  }

  /// Cut between scalars: each word is whole UTF-8.
  private static func words(_ text: String) -> [String] {
    var pieces: [String] = [""]
    for scalar in text.unicodeScalars {
      if pieces[pieces.count - 1].utf8.count + UTF8.width(scalar) > wordBytes { pieces.append("") }
      pieces[pieces.count - 1].unicodeScalars.append(scalar)
    }
    return pieces.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }
  }
}
