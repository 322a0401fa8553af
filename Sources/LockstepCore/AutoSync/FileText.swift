/// Turns the bytes of a file into UTF-8, piece by piece: UTF-8 as it is, UTF-16 in either order, Windows-1252 (AUTO-1).
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

    static let notUTF8 = Self(reason: "bytes that are no UTF-8")
    static let cutOff = Self(reason: "the file ends within a character")
    static let nul = Self(reason: "a NUL byte")
  }

  private(set) var encoding = Encoding.undecided
  /// Bytes of a character that is not complete yet.
  private var pending: [UInt8] = []
  private var highSurrogate: UInt16?
  /// Text that had another encoding.
  private var translated: [UInt8] = []

  var name: String {
    switch encoding {
    case .undecided, .utf8: "UTF-8"
    case .utf16: "UTF-16"
    case .windows1252: "Windows-1252"
    }
  }

  /// - Parameter body: is given whole characters of UTF-8, up to the place that is malformed.
  mutating func read(_ bytes: Span<UInt8>, _ body: (Span<UInt8>) -> Void) throws(Malformed) {
    var start = 0
    if case .undecided = encoding {
      while start < bytes.count, pending.count < 3 {
        pending.append(bytes[start])
        start += 1
      }
      guard pending.count == 3 else { return }
      try decide(body)
    }
    try readDecided(bytes.extracting(start..<bytes.count), body)
  }

  /// The end of the file.
  mutating func finish(_ body: (Span<UInt8>) -> Void) throws(Malformed) {
    if case .undecided = encoding { try decide(body) }
    if case .utf16 = encoding, !pending.isEmpty || highSurrogate != nil { throw .cutOff }
    guard case .utf8(let wide) = encoding, !pending.isEmpty else { return }
    guard !wide else { throw .cutOff }
    try beWindows1252(body)
  }

  private mutating func readDecided(_ bytes: Span<UInt8>, _ body: (Span<UInt8>) -> Void) throws(Malformed) {
    switch encoding {
    case .undecided: break
    case .utf8: try readUTF8(bytes, body)
    case .utf16(let bigEndian): try readUTF16(bytes, bigEndian: bigEndian, body)
    case .windows1252: try readWindows1252(bytes, body)
    }
  }

  private mutating func decide(_ body: (Span<UInt8>) -> Void) throws(Malformed) {
    let first = pending
    pending = []
    var mark = 0
    switch (first.first, first.dropFirst().first) {
    case (0xFE, 0xFF): (encoding, mark) = (.utf16(bigEndian: true), 2)
    case (0xFF, 0xFE): (encoding, mark) = (.utf16(bigEndian: false), 2)
    case (0, .some(1...)): encoding = .utf16(bigEndian: true)
    case (.some(1...), 0): encoding = .utf16(bigEndian: false)
    default:
      encoding = .utf8(wide: false)
      if first == [0xEF, 0xBB, 0xBF] { mark = 3 }
    }
    try readDecided(first.span.extracting(mark..<first.count), body)
  }

  private mutating func readUTF8(_ bytes: Span<UInt8>, _ body: (Span<UInt8>) -> Void) throws(Malformed) {
    var position = 0
    // A character that a piece of the file ended within.
    while !pending.isEmpty, position < bytes.count {
      pending.append(bytes[position])
      position += 1
      guard let length = Self.length(pending[0]), Self.isBeginning(pending.span) else {
        try refuseWide()
        try beWindows1252(body)
        return try readWindows1252(bytes.extracting(position..<bytes.count), body)
      }
      if pending.count == length {
        body(pending.span)
        pending = []
        encoding = .utf8(wide: true)
      }
    }
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      // Neither NUL nor part of a longer character.
      if byte &- 1 < 0x7F {
        position &+= 1
        continue
      }
      let length = byte == 0 ? nil : Self.length(byte)
      let end = min(position + (length ?? 1), bytes.count)
      if let length, Self.isBeginning(bytes.extracting(position..<end)) {
        if end - position == length {
          encoding = .utf8(wide: true)
          position = end
          continue
        }
        body(bytes.extracting(start..<position))
        bytes.extracting(position..<end).withUnsafeBufferPointer { pending = Array($0) }
        return
      }
      body(bytes.extracting(start..<position))
      guard byte != 0 else { throw .nul }
      try refuseWide()
      encoding = .windows1252
      return try readWindows1252(bytes.extracting(position..<bytes.count), body)
    }
    if position > start { body(bytes.extracting(start..<position)) }
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
  private static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 1 else { return true }
    let allowed: ClosedRange<UInt8> =
      switch bytes[0] {
      case 0xE0: 0xA0...0xBF
      case 0xED: 0x80...0x9F
      case 0xF0: 0x90...0xBF
      case 0xF4: 0x80...0x8F
      default: 0x80...0xBF
      }
    guard allowed.contains(bytes[1]) else { return false }
    for index in 2..<max(2, bytes.count) where bytes[index] & 0xC0 != 0x80 { return false }
    return true
  }

  private func refuseWide() throws(Malformed) {
    if case .utf8(wide: true) = encoding { throw .notUTF8 }
  }

  private mutating func beWindows1252(_ body: (Span<UInt8>) -> Void) throws(Malformed) {
    encoding = .windows1252
    let bytes = pending
    pending = []
    try readWindows1252(bytes.span, body)
  }

  private mutating func readWindows1252(_ bytes: Span<UInt8>, _ body: (Span<UInt8>) -> Void) throws(Malformed) {
    translated.removeAll(keepingCapacity: true)
    defer { if !translated.isEmpty { body(translated.span) } }
    for index in bytes.indices {
      let byte = bytes[index]
      guard (0x80...0x9F).contains(byte) else {
        try translate(UInt32(byte))
        continue
      }
      let value = Self.windows1252[Int(byte) - 0x80]
      guard value != 0 else { throw Malformed(reason: "a byte that is neither UTF-8 nor Windows-1252") }
      try translate(value)
    }
  }

  private mutating func readUTF16(
    _ bytes: Span<UInt8>, bigEndian: Bool, _ body: (Span<UInt8>) -> Void
  ) throws(Malformed) {
    translated.removeAll(keepingCapacity: true)
    defer { if !translated.isEmpty { body(translated.span) } }
    for index in bytes.indices {
      guard let first = pending.first else {
        pending.append(bytes[index])
        continue
      }
      pending.removeAll(keepingCapacity: true)
      let unit = UInt16(bigEndian ? first : bytes[index]) << 8 | UInt16(bigEndian ? bytes[index] : first)
      switch (highSurrogate, unit) {
      case (nil, 0xD800...0xDBFF): highSurrogate = unit
      case (let high?, 0xDC00...0xDFFF):
        highSurrogate = nil
        try translate(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00))
      case (nil, 0xDC00...0xDFFF), (.some, _): throw Malformed(reason: "half a character of UTF-16")
      case (nil, _): try translate(UInt32(unit))
      }
    }
  }

  private mutating func translate(_ value: UInt32) throws(Malformed) {
    guard value != 0 else { throw .nul }
    guard value >= 0x80 else { return translated.append(UInt8(value)) }
    guard let scalar = Unicode.Scalar(value) else { throw Malformed(reason: "a number that is no character") }
    translated.append(contentsOf: scalar.utf8)
  }

  /// What the bytes 0x80 to 0x9F are in Windows-1252; 0 for the five that are nothing.
  private static let windows1252: [UInt32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
    0x0178,
  ]
}
