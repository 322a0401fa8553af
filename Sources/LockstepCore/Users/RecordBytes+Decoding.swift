extension RecordBytes {
  /// Reads what ``encode(_:)`` wrote.
  ///
  /// - Throws: ``Malformed`` for fields that are unknown, double, out of order, too short or too long, and for text that
  ///   is not UTF-8. Limits are not looked at.
  public static func decode(_ bytes: [UInt8]) throws(Malformed) -> UserRecord {
    var reader = ByteReader(bytes)
    guard try reader.integer(UInt8.self) == Tag.id.rawValue else { throw Malformed(offset: 0) }
    guard let text = String(validating: try reader.counted(UInt32.self), as: UTF8.self), let id = try? UserID(text)
    else { throw Malformed(offset: 5) }
    var fields = Fields(record: UserRecord(id: id))
    var previous = Tag.id
    while !reader.isAtEnd {
      let offset = reader.offset
      guard let tag = Tag(rawValue: try reader.integer(UInt8.self)),
        tag.rawValue > previous.rawValue || (tag == previous && tag.isRepeated)
      else { throw Malformed(offset: offset) }
      previous = tag
      try fields.read(tag, try reader.counted(UInt32.self), at: offset)
    }
    return fields.finished()
  }

  /// The record as it grows, field by field.
  private struct Fields {
    var record: UserRecord
    var cards: [Card] = []
    var fingerprints: [Fingerprint] = []
    var faces: [Face] = []

    mutating func read(_ tag: Tag, _ content: [UInt8], at offset: Int) throws(Malformed) {
      switch tag {
      case .id: throw Malformed(offset: offset)
      case .name: record.name = try text(content, at: offset)
      case .personalMessage: record.personalMessage = try text(content, at: offset)
      case .pin: record.pin = content
      case .photo: record.photo = content
      case .card, .fingerprint, .face: try readCredential(tag, content, at: offset)
      case .jobCode:
        var reader = ByteReader(content)
        record.jobCodes += try JobCode.list(&reader)
      case .accessGroups:
        var reader = ByteReader(content)
        var groups: [AccessGroupID] = []
        while !reader.isAtEnd { groups.append(try reader.integer(AccessGroupID.self)) }
        record.rights.setAccessGroups(groups)
      case .start: record.rights.start = try number(content, at: offset)
      case .end: record.rights.end = try number(content, at: offset)
      case .disabled: record.rights.isDisabled = try number(content, at: offset) as UInt8 == 1
      case .securityLevel: record.rights.securityLevel = try number(content, at: offset)
      case .authenticationModes: record.rights.setAuthenticationModes(content)
      }
    }

    private mutating func readCredential(_ tag: Tag, _ content: [UInt8], at offset: Int) throws(Malformed) {
      var reader = ByteReader(content)
      let first = try reader.integer(UInt8.self)
      switch tag {
      case .card:
        guard let kind = Card.Kind(rawValue: first), let number = try? CardNumber(bytes: reader.rest()) else {
          throw Malformed(offset: offset)
        }
        cards.append(Card(kind: kind, number: number))
      case .fingerprint:
        fingerprints.append(try Fingerprint(index: first, &reader))
      default:
        guard let kind = Face.Kind(rawValue: first) else { throw Malformed(offset: offset) }
        let index = try reader.integer(UInt8.self)
        faces.append(Face(kind: kind, index: index, template: reader.rest()))
      }
    }

    private func text(_ content: [UInt8], at offset: Int) throws(Malformed) -> String {
      guard let text = String(validating: content, as: UTF8.self) else { throw Malformed(offset: offset) }
      return text
    }

    private func number<Value: FixedWidthInteger>(_ content: [UInt8], at offset: Int) throws(Malformed) -> Value {
      var reader = ByteReader(content)
      let value = try reader.integer(Value.self)
      guard reader.isAtEnd else { throw Malformed(offset: offset) }
      return value
    }

    func finished() -> UserRecord {
      var record = record
      record.setCards(cards)
      record.setFingerprints(fingerprints)
      record.setFaces(faces)
      return record
    }
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
