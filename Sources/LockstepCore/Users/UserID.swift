/// The ID of a user: `1…4294967294` without leading zeros, or 1–32 of letters, digits, `-`, `_` with at least one
/// non-digit (LIMIT-1). Case-sensitive; that two IDs may not differ in case only is a rule of the store.
public struct UserID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let text: String

  /// - Throws: ``LimitError`` of the field `user ID`.
  public init(_ text: String) throws(LimitError) {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else { throw LimitError(field: "user ID", limit: "1 to 32 characters", actual: "empty") }
    guard bytes.count <= 32 else {
      throw LimitError(field: "user ID", limit: "at most 32 characters", actual: "\(bytes.count) bytes")
    }
    guard bytes.allSatisfy(Self.isAllowed) else {
      throw LimitError(field: "user ID", limit: "letters, digits, - and _ only", actual: "another character")
    }
    if bytes.allSatisfy(Self.isDigit) {
      guard bytes[0] != UInt8(ascii: "0"), let number = UInt64(text), number <= 4_294_967_294 else {
        throw LimitError(field: "user ID", limit: "1…4294967294 without leading zeros", actual: "another number")
      }
    }
    self.text = text
  }

  /// The form in which two IDs that differ in case only are equal.
  public var caseFolded: String { text.lowercased() }

  /// Terminals that hold numbers only cannot hold the others.
  public var isNumeric: Bool { text.utf8.allSatisfy(Self.isDigit) }

  public var description: String { text }

  /// Order of the bytes, the same on every machine.
  public static func < (left: UserID, right: UserID) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A) || byte == 0x2D || byte == 0x5F
  }
}
