/// The canonical form in which a decimal card ID and a card's bytes meet: big-endian, leading zeros cut (LIMIT-3).
/// 1 to 32 bytes; the number zero is not a card.
public struct CardNumber: Hashable, Sendable, Comparable {
  public let bytes: [UInt8]

  /// - Throws: ``LimitError`` of the field `card number`, if there is none or more than 32 bytes.
  public init(bytes: some Sequence<UInt8>) throws(LimitError) {
    let canonical = Array(bytes.drop { $0 == 0 })
    guard !canonical.isEmpty else {
      throw LimitError(field: "card number", limit: "1 to 32 bytes, not zero", actual: "zero or empty")
    }
    guard canonical.count <= 32 else {
      throw LimitError(field: "card number", limit: "at most 32 bytes", actual: "\(canonical.count) bytes")
    }
    self.bytes = canonical
  }

  /// A decimal ID (`00012345`), or hexadecimal after `0x`.
  public init(text: String) throws(LimitError) {
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      try self.init(hexadecimal: String(text.dropFirst(2)))
    } else {
      try self.init(decimal: text)
    }
  }

  private init(decimal text: String) throws(LimitError) {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
      throw LimitError(
        field: "card number", limit: "decimal digits, or 0x and hexadecimal digits", actual: "another character")
    }
    guard text.utf8.count <= 96 else {
      throw LimitError(field: "card number", limit: "at most 32 bytes", actual: "\(text.utf8.count) digits")
    }
    // As many digits as always fit: nearly every number that people write.
    if text.utf8.count <= 19 {
      let value = text.utf8.reduce(into: UInt64(0)) { $0 = $0 &* 10 &+ UInt64($1 &- 0x30) }
      try self.init(bytes: withUnsafeBytes(of: value.bigEndian, Array.init))
      return
    }
    var bytes: [UInt8] = []
    for digit in text.utf8 {
      var carry = Int(digit - 0x30)
      for index in bytes.indices.reversed() {
        let value = Int(bytes[index]) * 10 + carry
        bytes[index] = UInt8(truncatingIfNeeded: value)
        carry = value >> 8
      }
      if carry > 0 { bytes.insert(UInt8(carry), at: 0) }
    }
    try self.init(bytes: bytes)
  }

  private init(hexadecimal text: String) throws(LimitError) {
    let digits = text.utf8.count.isMultiple(of: 2) ? text : "0" + text
    guard let bytes = [UInt8](hexadecimal: digits) else {
      throw LimitError(field: "card number", limit: "hexadecimal digits after 0x", actual: "another character")
    }
    try self.init(bytes: bytes)
  }

  /// Decimal, as people write card IDs.
  public var decimal: String {
    var digits: [UInt8] = []
    var rest = bytes
    while !rest.isEmpty {
      var remainder = 0
      for index in rest.indices {
        let value = remainder << 8 | Int(rest[index])
        rest[index] = UInt8(value / 10)
        remainder = value % 10
      }
      digits.append(0x30 + UInt8(remainder))
      rest = Array(rest.drop { $0 == 0 })
    }
    return String(decoding: digits.reversed(), as: UTF8.self)
  }

  /// By value.
  public static func < (left: CardNumber, right: CardNumber) -> Bool {
    left.bytes.count != right.bytes.count
      ? left.bytes.count < right.bytes.count
      : left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
