import DeviceSimulator
package import LockstepCore

/// Invented people, by number.
package enum BenchedPerson {
  package static func id(_ number: Int) throws -> UserID { try UserID("\(number)") }

  package static func card(_ number: Int) throws -> CardNumber { try CardNumber(text: "\(10_000_000 + number)") }

  /// A name and a card.
  package static func record(_ number: Int) throws -> UserRecord {
    var record = UserRecord(id: try id(number), name: "Vera Holm \(number)")
    record.setCards([Card(kind: .csn, number: try card(number))])
    return record
  }

  /// A name, a card and two fingers, as somebody is enrolled at a door.
  package static func enrolled(_ number: Int) throws -> UserRecord {
    var record = try record(number)
    let id = record.id
    record.setFingerprints([SimulatedCredential.finger(0, of: id), SimulatedCredential.finger(1, of: id)])
    return record
  }

  /// As real terminals have it: two fingers of two templates of 384 bytes each, 1.7 KB in all.
  package static func filled(_ number: Int) throws -> UserRecord {
    var record = try enrolled(number)
    record.setFingerprints(
      record.fingerprints.map { finger in
        let template = [UInt8](finger.templates.joined())
        let full = [UInt8]((0..<6).map { _ in template }.joined())
        return Fingerprint(index: finger.index, templates: [full, full.reversed()], isDuress: false)
      })
    return record
  }
}
