/// The canonical bytes of a record: what user digests are made over (VERIFY-1) and in which records are stored.
///
/// A sequence of fields, each a 1-byte tag, a 4-byte big-endian length and that many bytes, in ascending order of tag;
/// fields that are vacant or have their default are left out, so that equal records have equal bytes.
/// Cards, fingerprints and faces are one field each, in the order of their slots. `docs/device-protocol.md` has the
/// table for people who write a device.
public enum RecordBytes {
  enum Tag: UInt8 {
    case id = 1
    case name = 2
    case personalMessage = 3
    case pin = 4
    case photo = 5
    case card = 6
    case fingerprint = 7
    case face = 8
    case jobCode = 9
    case accessGroups = 10
    case start = 11
    case end = 12
    case disabled = 13
    case securityLevel = 14
    case authenticationModes = 15
  }

  public static func encode(_ record: UserRecord) -> [UInt8] {
    var bytes: [UInt8] = []
    func append(_ tag: Tag, _ content: [UInt8]) {
      bytes.append(tag.rawValue)
      bytes += UInt32(content.count).bigEndianBytes
      bytes += content
    }
    append(.id, Array(record.id.text.utf8))
    if !record.name.isEmpty { append(.name, Array(record.name.utf8)) }
    if !record.personalMessage.isEmpty { append(.personalMessage, Array(record.personalMessage.utf8)) }
    if let pin = record.pin { append(.pin, pin) }
    if let photo = record.photo { append(.photo, photo) }
    for card in record.cards { append(.card, [card.kind.rawValue] + card.number.bytes) }
    for fingerprint in record.fingerprints { append(.fingerprint, [fingerprint.index] + fingerprint.valueBytes) }
    for face in record.faces { append(.face, [face.kind.rawValue, face.index] + face.template) }
    for code in record.jobCodes { append(.jobCode, code.valueBytes) }
    let rights = record.rights
    if !rights.accessGroups.isEmpty { append(.accessGroups, rights.accessGroups.flatMap(\.bigEndianBytes)) }
    if rights.start != 0 { append(.start, rights.start.bigEndianBytes) }
    if rights.end != 0 { append(.end, rights.end.bigEndianBytes) }
    if rights.isDisabled { append(.disabled, [1]) }
    if rights.securityLevel != 0 { append(.securityLevel, [rights.securityLevel]) }
    if !rights.authenticationModes.isEmpty { append(.authenticationModes, rights.authenticationModes) }
    return bytes
  }

  /// Bytes that no ``encode(_:)`` made.
  public struct Malformed: Error, Sendable {
    public let offset: Int
  }

  public static func decode(_ bytes: [UInt8]) throws(Malformed) -> UserRecord {
    var reader = ByteReader(bytes)
    guard try reader.integer(UInt8.self) == Tag.id.rawValue else { throw Malformed(offset: 0) }
    let text = try reader.counted(UInt32.self)
    guard let id = try? UserID(String(decoding: text, as: UTF8.self)) else { throw Malformed(offset: 5) }
    var record = UserRecord(id: id)
    var cards: [Card] = []
    var fingerprints: [Fingerprint] = []
    var faces: [Face] = []
    while !reader.isAtEnd {
      let offset = reader.offset
      guard let tag = Tag(rawValue: try reader.integer(UInt8.self)) else { throw Malformed(offset: offset) }
      let content = try reader.counted(UInt32.self)
      var field = ByteReader(content)
      switch tag {
      case .id: throw Malformed(offset: offset)
      case .name: record.name = String(decoding: content, as: UTF8.self)
      case .personalMessage: record.personalMessage = String(decoding: content, as: UTF8.self)
      case .pin: record.pin = content
      case .photo: record.photo = content
      case .card:
        guard let kind = Card.Kind(rawValue: try field.integer(UInt8.self)),
          let number = try? CardNumber(bytes: field.rest())
        else { throw Malformed(offset: offset) }
        cards.append(Card(kind: kind, number: number))
      case .fingerprint:
        let index = try field.integer(UInt8.self)
        fingerprints.append(try Fingerprint(index: index, &field))
      case .face:
        guard let kind = Face.Kind(rawValue: try field.integer(UInt8.self)) else { throw Malformed(offset: offset) }
        let index = try field.integer(UInt8.self)
        faces.append(Face(kind: kind, index: index, template: field.rest()))
      case .jobCode: record.jobCodes += try JobCode.list(&field)
      case .accessGroups:
        var groups: [AccessGroupID] = []
        while !field.isAtEnd { groups.append(try field.integer(UInt32.self)) }
        record.rights.setAccessGroups(groups)
      case .start: record.rights.start = try field.integer(Int64.self)
      case .end: record.rights.end = try field.integer(Int64.self)
      case .disabled: record.rights.isDisabled = try field.integer(UInt8.self) == 1
      case .securityLevel: record.rights.securityLevel = try field.integer(UInt8.self)
      case .authenticationModes: record.rights.setAuthenticationModes(content)
      }
    }
    record.setCards(cards)
    record.setFingerprints(fingerprints)
    record.setFaces(faces)
    return record
  }
}

extension Fingerprint {
  /// Reads what ``valueBytes`` wrote.
  init(index: UInt8, _ reader: inout ByteReader) throws(RecordBytes.Malformed) {
    let isDuress = try reader.integer(UInt8.self) == 1
    var templates: [[UInt8]] = []
    while !reader.isAtEnd { templates.append(try reader.counted(UInt16.self)) }
    self.init(index: index, templates: templates, isDuress: isDuress)
  }
}
