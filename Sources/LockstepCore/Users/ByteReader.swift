/// Reads big-endian integers and counted bytes; never past the end.
struct ByteReader {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func integer<Value: FixedWidthInteger>(_: Value.Type) throws(RecordBytes.Malformed) -> Value {
    let size = MemoryLayout<Value>.size
    guard bytes.count - offset >= size else { throw RecordBytes.Malformed(offset: offset) }
    var value: Value = 0
    for byte in bytes[offset..<offset + size] { value = (size > 1 ? value << 8 : 0) | Value(truncatingIfNeeded: byte) }
    offset += size
    return value
  }

  mutating func counted<Length: FixedWidthInteger>(_: Length.Type) throws(RecordBytes.Malformed) -> [UInt8] {
    let length = Int(try integer(Length.self))
    guard bytes.count - offset >= length else { throw RecordBytes.Malformed(offset: offset) }
    defer { offset += length }
    return Array(bytes[offset..<offset + length])
  }

  mutating func rest() -> [UInt8] {
    defer { offset = bytes.count }
    return Array(bytes[offset...])
  }
}
