extension Capabilities {
  /// The capabilities as stored; equal capabilities have equal bytes, so this is also the key of the profile.
  public var bytes: [UInt8] {
    let flags: UInt8 =
      (alphanumericIDs ? 1 : 0) | (latin1NamesOnly ? 2 : 0) | (personalMessage ? 4 : 0) | (pin ? 8 : 0)
      | (fingerprintIndexes ? 16 : 0)
    let kinds = cardKinds.reduce(UInt16(0)) { $0 | 1 << UInt16($1.rawValue) }
    let numbers = [
      nameBytes, nameCharacters, photoBytes, cardsPerUser, fingerprintsPerUser, infraredFaces, visualFaces, jobCodes,
    ]
    return [1, flags] + kinds.bigEndianBytes + numbers.flatMap { UInt32(clamping: $0).bigEndianBytes }
  }

  /// Nil for bytes of an unknown layout.
  public init?(bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard let parsed = try? Self.parse(&reader) else { return nil }
    self = parsed
  }

  private static func parse(_ reader: inout ByteReader) throws(RecordBytes.Malformed) -> Capabilities {
    guard try reader.integer(UInt8.self) == 1 else { throw RecordBytes.Malformed(offset: 0) }
    let flags = try reader.integer(UInt8.self)
    let kinds = try reader.integer(UInt16.self)
    var numbers: [Int] = []
    for _ in 0..<8 { numbers.append(Int(try reader.integer(UInt32.self))) }
    guard reader.isAtEnd else { throw RecordBytes.Malformed(offset: reader.offset) }
    return Capabilities(
      alphanumericIDs: flags & 1 != 0, nameBytes: numbers[0], nameCharacters: numbers[1],
      latin1NamesOnly: flags & 2 != 0, personalMessage: flags & 4 != 0, pin: flags & 8 != 0, photoBytes: numbers[2],
      cardKinds: Set(Card.Kind.allCases.filter { kinds & 1 << UInt16($0.rawValue) != 0 }), cardsPerUser: numbers[3],
      fingerprintsPerUser: numbers[4], fingerprintIndexes: flags & 16 != 0, infraredFaces: numbers[5],
      visualFaces: numbers[6], jobCodes: numbers[7])
  }
}
