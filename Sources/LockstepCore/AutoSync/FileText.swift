/// Turns the bytes of a file into text, piece by piece: UTF-8, UTF-16 in either order, Windows-1252 (AUTO-1).
///
/// UTF-16 is known by its byte order mark, or by a zero among the first two bytes. What is no UTF-8 is Windows-1252, if
/// nothing before it was longer than a byte: a file that mixes the two is refused.
struct FileText {
  enum Encoding {
    case undecided
    /// UTF-8 so far; whether a character longer than a byte was seen.
    case utf8(wide: Bool)
    case utf16(bigEndian: Bool)
    case windows1252
  }

  /// The bytes at this place of the file are no text.
  struct Malformed: Error, Hashable {
    let reason: String
  }

  private(set) var encoding = Encoding.undecided
  /// Bytes of a character that is not complete yet.
  private var pending: [UInt8] = []
  private var highSurrogate: UInt16?

  var name: String {
    switch encoding {
    case .undecided, .utf8: "UTF-8"
    case .utf16: "UTF-16"
    case .windows1252: "Windows-1252"
    }
  }

  mutating func read(_ byte: UInt8, _ body: (Unicode.Scalar) -> Void) throws(Malformed) {
    switch encoding {
    case .undecided:
      pending.append(byte)
      if pending.count == 3 { try decide(body) }
    case .utf8(let wide): try readUTF8(byte, wide: wide, body)
    case .utf16(let bigEndian): try readUTF16(byte, bigEndian: bigEndian, body)
    case .windows1252: try readWindows1252(byte, body)
    }
  }

  /// The end of the file.
  mutating func finish(_ body: (Unicode.Scalar) -> Void) throws(Malformed) {
    if case .undecided = encoding { try decide(body) }
    if case .utf16 = encoding, !pending.isEmpty || highSurrogate != nil {
      throw Malformed(reason: "the file ends within a character")
    }
    guard case .utf8(let wide) = encoding, !pending.isEmpty else { return }
    guard !wide else { throw Malformed(reason: "the file ends within a character") }
    try beWindows1252(body)
  }

  private mutating func decide(_ body: (Unicode.Scalar) -> Void) throws(Malformed) {
    let first = pending
    pending = []
    var rest = first[...]
    switch (first.first, first.dropFirst().first) {
    case (0xFE, 0xFF):
      encoding = .utf16(bigEndian: true)
      rest = first.dropFirst(2)
    case (0xFF, 0xFE):
      encoding = .utf16(bigEndian: false)
      rest = first.dropFirst(2)
    case (0, .some(1...)): encoding = .utf16(bigEndian: true)
    case (.some(1...), 0): encoding = .utf16(bigEndian: false)
    default:
      encoding = .utf8(wide: false)
      if first == [0xEF, 0xBB, 0xBF] { rest = [] }
    }
    for byte in rest { try read(byte, body) }
  }

  private mutating func readUTF8(
    _ byte: UInt8, wide: Bool, _ body: (Unicode.Scalar) -> Void
  ) throws(Malformed) {
    if pending.isEmpty, byte < 0x80 { return try emit(UInt32(byte), body) }
    pending.append(byte)
    guard let length = Self.length(pending[0]), Self.isBeginning(pending) else {
      guard !wide else { throw Malformed(reason: "bytes that are no UTF-8") }
      return try beWindows1252(body)
    }
    guard pending.count == length else { return }
    var value = UInt32(pending[0]) & (0x7F >> UInt32(length))
    for next in pending.dropFirst() { value = value << 6 | UInt32(next & 0x3F) }
    pending = []
    encoding = .utf8(wide: true)
    try emit(value, body)
  }

  private static func length(_ byte: UInt8) -> Int? {
    switch byte {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: nil
    }
  }

  /// Whether the bytes can be the beginning of a character: no overlong form, no surrogate, nothing past U+10FFFF.
  private static func isBeginning(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 1 else { return true }
    let allowed: ClosedRange<UInt8> =
      switch bytes[0] {
      case 0xE0: 0xA0...0xBF
      case 0xED: 0x80...0x9F
      case 0xF0: 0x90...0xBF
      case 0xF4: 0x80...0x8F
      default: 0x80...0xBF
      }
    return allowed.contains(bytes[1]) && bytes.dropFirst(2).allSatisfy { (0x80...0xBF).contains($0) }
  }

  private mutating func beWindows1252(_ body: (Unicode.Scalar) -> Void) throws(Malformed) {
    encoding = .windows1252
    let bytes = pending
    pending = []
    for byte in bytes { try readWindows1252(byte, body) }
  }

  private mutating func readWindows1252(_ byte: UInt8, _ body: (Unicode.Scalar) -> Void) throws(Malformed) {
    guard (0x80...0x9F).contains(byte) else { return try emit(UInt32(byte), body) }
    let value = Self.windows1252[Int(byte) - 0x80]
    guard value != 0 else { throw Malformed(reason: "a byte that is neither UTF-8 nor Windows-1252") }
    try emit(value, body)
  }

  private mutating func readUTF16(
    _ byte: UInt8, bigEndian: Bool, _ body: (Unicode.Scalar) -> Void
  ) throws(Malformed) {
    pending.append(byte)
    guard pending.count == 2 else { return }
    let unit = UInt16(pending[bigEndian ? 0 : 1]) << 8 | UInt16(pending[bigEndian ? 1 : 0])
    pending = []
    switch (highSurrogate, unit) {
    case (nil, 0xD800...0xDBFF): highSurrogate = unit
    case (let high?, 0xDC00...0xDFFF):
      highSurrogate = nil
      try emit(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00), body)
    case (nil, 0xDC00...0xDFFF), (.some, _): throw Malformed(reason: "half a character of UTF-16")
    case (nil, _): try emit(UInt32(unit), body)
    }
  }

  private mutating func emit(_ value: UInt32, _ body: (Unicode.Scalar) -> Void) throws(Malformed) {
    guard value != 0 else { throw Malformed(reason: "a NUL byte") }
    guard let scalar = Unicode.Scalar(value) else { throw Malformed(reason: "a number that is no character") }
    body(scalar)
  }

  /// What the bytes 0x80 to 0x9F are in Windows-1252; 0 for the five that are nothing.
  private static let windows1252: [UInt32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
    0x0178,
  ]
}
