import LockstepCore

/// The canonical bytes of a record, as `docs/device-protocol.md` defines them. Written for the simulator alone, from that
/// document: were it shared with the server, an error in it would not be seen.
enum CanonicalBytes {
  static func of(_ record: UserRecord) -> [UInt8] {
    var output = FieldWriter()
    output.text(1, record.id.text)
    output.text(2, record.name)
    output.text(3, record.personalMessage)
    if let pin = record.pin { output.field(4, pin) }
    if let photo = record.photo { output.field(5, photo) }
    for card in record.cards.sorted(by: isBefore) { output.field(6, [card.kind.rawValue] + card.number.bytes) }
    for finger in record.fingerprints.sorted(by: { $0.index < $1.index }) {
      output.field(7, [finger.index] + fingerValue(finger))
    }
    for face in record.faces.sorted(by: { faceOrder($0) < faceOrder($1) }) {
      output.field(8, [face.kind.rawValue, face.index] + face.template)
    }
    for code in record.jobCodes {
      let label = Array(code.label.utf8)
      output.field(9, bytes(code.code, 4) + bytes(UInt32(label.count), 2) + label)
    }
    append(record.rights, to: &output)
    return output.bytes
  }

  /// Duress, then each template after its length. It also orders the fingers of a device without indexes.
  static func fingerValue(_ finger: Fingerprint) -> [UInt8] {
    var value: [UInt8] = [finger.isDuress ? 1 : 0]
    for template in finger.templates { value += bytes(UInt32(template.count), 2) + template }
    return value
  }

  private static func append(_ rights: Rights, to output: inout FieldWriter) {
    if !rights.accessGroups.isEmpty { output.field(10, rights.accessGroups.sorted().flatMap { bytes($0, 4) }) }
    if rights.start != 0 { output.field(11, time(rights.start)) }
    if rights.end != 0 { output.field(12, time(rights.end)) }
    if rights.isDisabled { output.field(13, [1]) }
    if rights.securityLevel != 0 { output.field(14, [rights.securityLevel]) }
    if !rights.authenticationModes.isEmpty { output.field(15, rights.authenticationModes.sorted()) }
  }

  /// Big-endian, the lowest `count` bytes of a number.
  fileprivate static func bytes(_ number: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
  }

  private static func time(_ seconds: Int64) -> [UInt8] {
    (0..<8).reversed().map { UInt8(truncatingIfNeeded: seconds >> (8 * Int64($0))) }
  }

  private static func isBefore(_ left: Card, _ right: Card) -> Bool {
    let leftKey = [left.kind.rawValue, UInt8(left.number.bytes.count)] + left.number.bytes
    let rightKey = [right.kind.rawValue, UInt8(right.number.bytes.count)] + right.number.bytes
    return leftKey.lexicographicallyPrecedes(rightKey)
  }

  private static func faceOrder(_ face: Face) -> Int { Int(face.kind.rawValue) << 8 | Int(face.index) }
}

/// Writes fields: a tag, a 4-byte length, the content.
private struct FieldWriter {
  private(set) var bytes: [UInt8] = []

  mutating func field(_ tag: UInt8, _ content: [UInt8]) {
    bytes.append(tag)
    bytes += CanonicalBytes.bytes(UInt32(content.count), 4)
    bytes += content
  }

  /// Vacant texts are left out.
  mutating func text(_ tag: UInt8, _ text: String) {
    if !text.isEmpty { field(tag, Array(text.utf8)) }
  }
}
