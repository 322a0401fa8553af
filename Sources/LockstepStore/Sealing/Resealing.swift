import Foundation
import GRDB
import LockstepCore

/// Seals every value of a database with another key, within one transaction: those that are in clear yet, for the
/// migration that brings sealing, or those under an earlier key.
struct Resealing {
  let db: Database
  /// What values are sealed with; nil if they are in clear.
  let earlier: DataKey?
  let key: DataKey
  var columns = SealedColumn.all
  /// Called with how many values were done since the last call.
  var progress: (Int) throws -> Void = { _ in }

  /// So many are read at once: a record has up to a megabyte.
  private static let batch = 100

  func run() throws {
    try resealNumbers()
    for column in columns { try reseal(column) }
    try resealOrigins()
    try resealEntrySlots()
  }

  /// How many values there are.
  static func count(_ db: Database) throws -> Int {
    let tables = SealedColumn.all.map(\.table) + ["users", "provenance"]
    return try tables.reduce(0) { try $0 + (Int.fetchOne(db, sql: "SELECT count(*) FROM \($1)") ?? 0) }
  }

  private func reseal(_ column: SealedColumn) throws {
    let (table, name) = (column.table, column.name)
    let select = try db.makeStatement(
      sql: """
        SELECT rowid AS place, CAST(\(column.row) AS TEXT) AS name, \(name) AS value FROM \(table)
        WHERE rowid > ? AND \(name) IS NOT NULL ORDER BY rowid LIMIT \(Self.batch)
        """)
    let update = try db.makeStatement(sql: "UPDATE \(table) SET \(name) = ? WHERE rowid = ?")
    var last = Int64.min
    while true {
      let rows = try Row.fetchAll(select, arguments: [last])
      for row in rows {
        last = row["place"]
        let id: String = row["name"]
        if column.isText {
          let text: String = row["value"]
          let sealed = try key.seal(earlier?.open(text, column, id) ?? text, column, id)
          if sealed != text { try update.execute(arguments: [sealed, last]) }
        } else {
          let bytes: Data = row["value"]
          let sealed = try key.seal(earlier?.open(bytes, column, id) ?? Array(bytes), column, id)
          try update.execute(arguments: [sealed, last])
        }
      }
      try progress(rows.count)
      if rows.count < Self.batch { return }
    }
  }

  // MARK: What numbers are found by

  /// Before the records are sealed anew: their cards have the numbers.
  private func resealNumbers() throws {
    try db.executeCached(sql: "DELETE FROM cards")
    let users = try db.makeStatement(
      sql: "SELECT rowid AS place, id, record FROM users WHERE rowid > ? ORDER BY rowid LIMIT \(Self.batch)")
    let insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO cards (digest, user_id) VALUES (?, ?)")
    var last = Int64.min
    while true {
      let rows = try Row.fetchAll(users, arguments: [last])
      for row in rows {
        last = row["place"]
        let (id, sealed): (String, Data) = (row["id"], row["record"])
        let record = try RecordBytes.decode(earlier?.open(sealed, .userRecord, id) ?? Array(sealed))
        for card in record.cards { try insert.execute(arguments: [key.digest(card.number), id]) }
      }
      try progress(rows.count)
      if rows.count < Self.batch { break }
    }
    let people = try Row.fetchCursor(db, sql: "SELECT user_id, id_text FROM people ORDER BY user_id")
    let update = try db.makeStatement(sql: "UPDATE people SET number_digest = ? WHERE user_id = ?")
    while let row = try people.next() {
      let (user, text): (String, String) = (row["user_id"], row["id_text"])
      let id = try earlier?.open(text, .personID, user) ?? text
      try update.execute(arguments: [key.digest(try CardNumber(text: id)), user])
    }
  }

  // MARK: Slots of cards

  private func resealOrigins() throws {
    let isSealed = earlier == nil ? "slot GLOB 'card:*'" : "card IS NOT NULL"
    let incarnations = try Incarnation.fetchAll(
      db, sql: "SELECT DISTINCT incarnation FROM provenance WHERE \(isSealed) ORDER BY incarnation")
    let select = try db.makeStatement(sql: "SELECT slot, card FROM provenance WHERE incarnation = ? AND \(isSealed)")
    let update = try db.makeStatement(
      sql: "UPDATE provenance SET slot = ?, card = ? WHERE incarnation = ? AND slot = ?")
    for incarnation in incarnations {
      let rows = try Row.fetchAll(select, arguments: [incarnation])
      for row in rows {
        let stored: String = row["slot"]
        let place = SealedSlots.place(ofOrigin: incarnation, stored)
        guard let slot = try opened(row, place) else { continue }
        let text = key.stored(slot)
        let sealed = try SealedSlots.seal(slot, key, SealedSlots.place(ofOrigin: incarnation, text))
        try update.execute(arguments: [text, sealed, incarnation, stored])
      }
      try progress(rows.count)
    }
  }

  private func resealEntrySlots() throws {
    let isSealed = earlier == nil ? "slot GLOB 'card:*'" : "card IS NOT NULL"
    let rows = try Row.fetchAll(db, sql: "SELECT id, slot, card FROM attention WHERE \(isSealed) ORDER BY id")
    let update = try db.makeStatement(sql: "UPDATE attention SET slot = ?, card = ? WHERE id = ?")
    for row in rows {
      let id: Int64 = row["id"]
      let place = SealedSlots.place(ofEntry: id)
      guard let slot = try opened(row, place) else { continue }
      try update.execute(arguments: [key.stored(slot), try SealedSlots.seal(slot, key, place), id])
    }
  }

  private func opened(_ row: Row, _ place: String) throws -> Slot? {
    guard let earlier, let card = row["card"] as Data? else { return Slot(row["slot"] as String) }
    return try SealedSlots.open(card, earlier, place)
  }
}
