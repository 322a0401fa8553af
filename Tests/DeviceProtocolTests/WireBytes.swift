/// Bytes of Protocol Buffers as no encoder of ours makes them.
enum WireBytes {
  /// A field whose content has a length.
  static func field(_ number: UInt64, _ content: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(UInt64(content.count)) + content
  }

  /// A field that is a list of so many empty parts.
  static func empty(_ number: UInt64, times count: Int) -> [UInt8] {
    Array(repeatElement(field(number, []), count: count).joined())
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
  }
}
