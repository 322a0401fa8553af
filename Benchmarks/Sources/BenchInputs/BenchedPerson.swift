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
}
