import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  /// The user, nil if there is none.
  public func user(_ id: UserID) throws -> ServerUser? {
    try db.readFirst(sql: "SELECT \(Self.userColumns) FROM users WHERE id = ?", arguments: [id.text], serverUser)
  }

  /// The user, or ``StoreError/unknown(_:)``.
  public func existingUser(_ id: UserID) throws -> ServerUser {
    guard let user = try user(id) else { throw StoreError.unknown("user \(id)") }
    return user
  }

  /// Whose card it is.
  public func owner(of number: CardNumber) throws -> UserID? {
    try String.fetchOne(
      db.cachedStatement(sql: "SELECT user_id FROM cards WHERE digest = ?"), arguments: [store.key.digest(number)]
    )
    .flatMap { try? UserID($0) }
  }

  /// The owners, other than this user, of the cards in a record.
  func otherOwners(of cards: [Card], than user: UserID) throws -> [CardNumber: UserID] {
    var owners: [CardNumber: UserID] = [:]
    for card in cards {
      if let owner = try owner(of: card.number), owner != user { owners[card.number] = owner }
    }
    return owners
  }

  /// Whether a tombstone of the ID stands.
  public func hasTombstone(_ id: UserID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM tombstones WHERE user_id = ?)"), arguments: [id.text])
      ?? false
  }

  /// Whether the server has something of a user who lives from this device.
  func has(_ user: UserID, from device: DeviceID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM users JOIN provenance USING (incarnation)
            WHERE users.id = ? AND provenance.device_id = ?)
          """),
      arguments: [user.text, device.number]) ?? false
  }

  /// What the server removed or replaced of a user (MERGE-10). Of a card only the digest is kept (DEL-5), so that it is
  /// found again by the card that a device shows.
  ///
  /// - Parameter cards: of the device's record.
  func superseded(_ incarnation: Incarnation, cards: [Card] = []) throws -> [Merge.Superseded] {
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT slot, digest, revision FROM superseded WHERE incarnation = ?"),
      arguments: [incarnation])
    guard !rows.isEmpty else { return [] }
    let shown = Dictionary(cards.map { (store.digest.of($0), Slot.card($0)) }) { first, _ in first }
    return rows.compactMap { row in
      let digest = UInt128(data: row["digest"])
      return (Slot(row["slot"] as String) ?? shown[digest]).map {
        Merge.Superseded(slot: $0, digest: digest, revision: row["revision"])
      }
    }
  }

  /// The number of a phone that was revoked is removed for every device, whatever that had confirmed, and also when what
  /// was removed is no longer kept (AUTO-12).
  func revokedPhone(of user: UserID, among cards: [Card]) throws -> [Merge.Superseded] {
    let phones = cards.filter { $0.kind == .mobile }
    guard !phones.isEmpty, let person = try planPerson(user), person.isReset else { return [] }
    return phones.filter { $0.number == person.number }.map {
      Merge.Superseded(slot: .card($0), digest: store.digest.of($0), revision: .max)
    }
  }

  /// The distinct capabilities of the registered devices.
  func profiles() throws -> [Capabilities] {
    try Data.fetchAll(
      db.cachedStatement(sql: "SELECT DISTINCT capabilities FROM devices WHERE is_registered = 1 ORDER BY 1")
    )
    .compactMap { Capabilities(bytes: Array($0)) }
  }
}

extension KeyedDigest {
  fileprivate func of(_ card: Card) -> UInt128 { of([card.kind.rawValue] + card.number.bytes, in: .card(card)) }
}

extension ReadTransaction {
  /// What ``serverUser(_:)`` reads, in this order: found by its place, it takes half of the time.
  static let userColumns = """
    users.id, users.record, users.email, users.phone, users.department, users.title, users.login, users.custom_fields,
    users.is_protected, users.incarnation, users.revision, users.version, users.created_at, users.changed_at
    """
  /// The place of the revision among them.
  static let revisionColumn = 10
  /// The place of what a statement asks for after them.
  static let userColumnCount = 14

  /// A stored record was checked before it was stored; one that cannot be read is damage.
  ///
  /// - Parameter row: begins with ``userColumns``.
  func serverUser(_ row: Row) throws -> ServerUser {
    let id: String = row[0]
    let fields = try store.key.open(row[7] as String, .customFields, id)
    return ServerUser(
      record: try record(row[1], of: id),
      details: UserDetails(
        email: row[2], phone: try store.key.open(row[3] as String, .userPhone, id), department: row[4], title: row[5],
        login: row[6], customFields: try fields == "{}" ? [:] : JSON.value([String: String].self, fields)),
      isProtected: row[8], incarnation: row[9], revision: row[10], version: row[11], createdAt: row[12],
      changedAt: row[13])
  }

  /// - Parameter sealed: of the table `users`.
  func record(_ sealed: Data, of id: String) throws -> UserRecord {
    try RecordBytes.decode(store.key.open(sealed, .userRecord, id))
  }
}
