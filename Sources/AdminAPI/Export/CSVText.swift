import Foundation

/// Rows of comma-separated values (RFC 4180) that no spreadsheet takes for formulas.
enum CSVText {
  /// Tells spreadsheets that what follows is UTF-8.
  static let mark = "\u{FEFF}"

  static func row(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

  /// A cell that begins like a formula gets an apostrophe in front, which spreadsheets take for "this is text".
  private static func cell(_ text: String) -> String {
    var text = text
    if let first = text.unicodeScalars.first, "=+-@\t\r\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(first)
    {
      text = "'" + text
    }
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return text }
    // Literally: a quotation mark counts under a combining mark too.
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"", options: .literal) + "\""
  }
}
