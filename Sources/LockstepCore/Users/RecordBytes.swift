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

    var isRepeated: Bool { [.card, .fingerprint, .face, .jobCode].contains(self) }
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
}
