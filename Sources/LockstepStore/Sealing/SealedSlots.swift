import Foundation
import GRDB
import LockstepCore

/// The slots of cards: the description of such a slot has the card's number in it. In the tables it has the number's
/// digest instead, and the description is sealed beside, in the column `card`.
enum SealedSlots {
  static func seal(_ slot: Slot, _ key: DataKey, _ place: String) throws -> Data? {
    guard case .card = slot else { return nil }
    return try key.seal(Array(slot.description.utf8), at: place)
  }

  static func open(_ card: Data, _ key: DataKey, _ place: String) throws -> Slot? {
    guard let bytes = key.open(card, at: place) else {
      throw StoreError.damaged("\(place) cannot be opened: it was changed, moved, or sealed with another key")
    }
    return Slot(String(decoding: bytes, as: UTF8.self))
  }

  static func place(ofEntry id: Int64) -> String { "attention/card/\(id)" }

  /// - Parameter slot: as it is stored.
  static func place(ofOrigin incarnation: Incarnation, _ slot: String) -> String {
    "provenance/card/\(incarnation)/\(slot)"
  }
}

extension ReadTransaction {
  /// The slot of an entry's row; nil where it has none.
  func slot(ofEntry row: Row) throws -> Slot? {
    guard let card = row["card"] as Data? else { return Slot(row["slot"] as String) }
    return try SealedSlots.open(card, store.key, SealedSlots.place(ofEntry: row["id"]))
  }

  func value(ofEntry row: Row) throws -> [UInt8]? {
    try (row["value"] as Data?).map { try store.key.open($0, .entryValue, row["id"] as Int64) }
  }

  func slot(ofOrigin row: Row) throws -> Slot? {
    let slot: String = row["slot"]
    guard let card = row["card"] as Data? else { return Slot(slot) }
    return try SealedSlots.open(card, store.key, SealedSlots.place(ofOrigin: row["incarnation"], slot))
  }
}

extension WriteTransaction {
  /// The ID that the next row of a table will have: it is part of what its values are sealed with.
  func nextID(of table: String) throws -> Int64 {
    let last = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT seq FROM sqlite_sequence WHERE name = ?"), arguments: [table])
    return (last ?? 0) + 1
  }
}
