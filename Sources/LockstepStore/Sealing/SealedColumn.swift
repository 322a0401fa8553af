/// A column whose values are sealed (SEC-5). What is here is all of it, with the slots of cards (``SealedSlots``) and the
/// digests of card numbers in `cards` and `people`.
struct SealedColumn: Hashable, Sendable {
  let table: String
  let name: String
  /// SQL for what names a row as long as it lives.
  let row: String
  /// Sealed text is kept as Base64, as the column takes nothing else. Nothing is sealed of an empty text and of `{}`.
  let isText: Bool

  private init(_ table: String, _ name: String, row: String = "id", isText: Bool = false) {
    (self.table, self.name, self.row, self.isText) = (table, name, row, isText)
  }

  /// The associated data of a value.
  func place(_ row: some CustomStringConvertible) -> String { "\(table)/\(name)/\(row)" }

  /// What devices are given to make digests with.
  static let digestKey = SealedColumn("server", "digest_key", row: "only")
  static let userRecord = SealedColumn("users", "record")
  static let userPhone = SealedColumn("users", "phone", isText: true)
  static let customFields = SealedColumn("users", "custom_fields", isText: true)
  static let deletedRecord = SealedColumn("deleted_users", "record", row: "incarnation")
  static let deletedDetails = SealedColumn("deleted_users", "details", row: "incarnation", isText: true)
  static let entryValue = SealedColumn("attention", "value")
  static let personID = SealedColumn("people", "id_text", row: "user_id", isText: true)
  /// SHA-256 of a file: whoever knows all of it but one ID could find that one.
  static let fileDigest = SealedColumn("runs", "digest")
  static let runRows = SealedColumn("run_parts", "rows", row: "run_id || '.' || part", isText: true)
  static let heldItem = SealedColumn("held_items", "item", isText: true)
  /// Tells of errors in files with the values that are wrong.
  static let mailContent = SealedColumn("outbox", "content", isText: true)
  static let auditBefore = SealedColumn("audit", "before", isText: true)
  static let auditAfter = SealedColumn("audit", "after", isText: true)
  static let password = SealedColumn("administrators", "password", isText: true)

  /// By what somebody who is being erased is found in histories.
  static let erasedWords = SealedColumn("erasures", "words", isText: true)

  /// Those that the fifth schema has sealed.
  static let ofFifthSchema = [
    digestKey, userRecord, userPhone, customFields, deletedRecord, deletedDetails, entryValue, personID, fileDigest,
    runRows, heldItem, mailContent, auditBefore, auditAfter, password,
  ]
  static let all = ofFifthSchema + [erasedWords]

  /// A part of a run's rows is named by two columns.
  static func part(_ run: Int64, _ part: Int) -> String { "\(run).\(part)" }
}
