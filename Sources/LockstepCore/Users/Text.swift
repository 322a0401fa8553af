import Foundation

/// Text as it is kept everywhere: NFC and trimmed (LIMIT-2).
public enum Text {
  /// - Throws: ``LimitError`` if the text is too long, or has a control character.
  public static func trimmed(
    _ text: String, field: String, characters: Int = .max, bytes: Int = .max
  ) throws(LimitError) -> String {
    let result = isPlain(text) ? text : try normalized(text, field: field)
    guard result.utf8.count <= characters || result.count <= characters else {
      throw LimitError(field: field, limit: "at most \(characters) characters", actual: "\(result.count) characters")
    }
    guard result.utf8.count <= bytes else {
      throw LimitError(field: field, limit: "at most \(bytes) bytes", actual: "\(result.utf8.count) bytes")
    }
    return result
  }

  /// Printable ASCII without spaces around it is as it should be: most text is, and each record that is read is looked at.
  private static func isPlain(_ text: String) -> Bool {
    let bytes = text.utf8
    return bytes.first != 0x20 && bytes.last != 0x20 && bytes.allSatisfy { (0x20..<0x7F).contains($0) }
  }

  private static func normalized(_ text: String, field: String) throws(LimitError) -> String {
    let result = text.precomposedStringWithCanonicalMapping.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !result.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw LimitError(field: field, limit: "no control characters", actual: "a control character")
    }
    return result
  }

  /// The name of a device, group or project: 1–48 characters (LIMIT-1).
  public static func title(_ text: String, field: String) throws(LimitError) -> String {
    let result = try trimmed(text, field: field, characters: Limits.titleCharacters, bytes: Limits.nameBytes)
    guard !result.isEmpty else { throw LimitError(field: field, limit: "1 to 48 characters", actual: "empty") }
    return result
  }

  /// Cuts between characters so that at most this many bytes and characters are left. A space at the cut goes too:
  /// both sides keep text trimmed, so with it the two would never be equal.
  public static func cut(_ text: String, characters: Int, bytes: Int) -> String {
    var result = ""
    var used = 0
    for character in text.prefix(characters) {
      used += character.utf8.count
      guard used <= bytes else { break }
      result.append(character)
    }
    while result.last?.isWhitespace == true { result.removeLast() }
    return result
  }
}
