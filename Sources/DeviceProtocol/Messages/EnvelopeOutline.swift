import LockstepCore

/// Looks over the bytes of an envelope before they are decoded (LIMIT-5): two bytes can be an entry or a user, which
/// takes some hundred in memory, and a message that comes again and again is copied each time. So a frame of 2 MiB could
/// take hundreds of megabytes, or a core for more than half a minute.
struct EnvelopeOutline {
  private let bytes: [UInt8]

  /// - Throws: ``MessageError`` for more than one message, or more parts than any message has.
  static func check(_ bytes: [UInt8]) throws(MessageError) {
    let outline = EnvelopeOutline(bytes: bytes)
    var body: (number: UInt64, content: Range<Int>)?
    for field in try outline.fields(bytes.indices, most: mostFields) where messages.contains(field.number) {
      guard body == nil else { throw MessageError("an envelope with more than one message") }
      body = field
    }
    if let body { try outline.checkBody(body.number, body.content) }
  }

  /// Fields of a message that has no list, those of later versions included.
  private static let mostFields = 64
  /// Parts of a record. One over its limits is quarantined; what has more parts than these is nothing like a record.
  private static let mostRecordParts = 4096
  /// The numbers of the envelope's messages in `device.proto`.
  private static let messages: ClosedRange<UInt64> = 10...59

  private func checkBody(_ number: UInt64, _ content: Range<Int>) throws(MessageError) {
    let fields = try fields(content, most: Self.mostParts(of: number))
    switch number {
    case 35:
      for user in fields where user.number == 2 {
        for record in try self.fields(user.content, most: Self.mostFields) where record.number == 3 {
          _ = try self.fields(record.content, most: Self.mostRecordParts)
        }
      }
    case 40:
      guard fields.count(where: { (1...3).contains($0.number) }) <= 1 else {
        throw MessageError("read digest: more than one thing asked")
      }
    default: break
    }
  }

  /// With room for what is not the list. How many there may be at most says the message itself, by name.
  private static func mostParts(of message: UInt64) -> Int {
    switch message {
    case 20, 31, 33, 41: LogEntry.most + mostFields
    case 34, 35, 36: DeviceRequest.mostUsers + mostFields
    case 37, 38, 39: DeviceRequest.mostDeletes + mostFields
    // Users that do not count: as many as fit, and they are texts.
    case 40: .max
    default: mostFields
    }
  }

  /// The fields of one message, without what is in them.
  private func fields(
    _ range: Range<Int>, most: Int
  ) throws(MessageError) -> [(number: UInt64, content: Range<Int>)] {
    var fields: [(number: UInt64, content: Range<Int>)] = []
    var position = range.lowerBound
    while position < range.upperBound {
      let tag = try varint(&position, range.upperBound)
      let length: UInt64
      switch tag & 7 {
      case 0:
        _ = try varint(&position, range.upperBound)
        length = 0
      case 1: length = 8
      case 2: length = try varint(&position, range.upperBound)
      case 5: length = 4
      default: throw MessageError("not an envelope")
      }
      guard length <= UInt64(range.upperBound - position) else { throw MessageError("not an envelope") }
      let end = position + Int(length)
      guard fields.count < most else { throw MessageError("a message with more than \(most) parts") }
      fields.append((tag >> 3, position..<end))
      position = end
    }
    return fields
  }

  private func varint(_ position: inout Int, _ end: Int) throws(MessageError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else { break }
      let byte = bytes[position]
      position += 1
      value |= shift < 64 ? UInt64(byte & 0x7F) << shift : 0
      if byte < 0x80 { return value }
    }
    throw MessageError("not an envelope")
  }
}
