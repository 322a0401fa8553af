import Foundation
import GRDB
import LockstepCore

/// The rows that make up a user.
extension WriteTransaction {
  func insert(_ user: ServerUser) throws {
    try db.executeCached(
      sql: """
        INSERT INTO users (id, folded_id, incarnation, revision, entered, version, name, email, phone, department, title,
          login, custom_fields, is_protected, created_at, changed_at, record)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        user.record.id.text, user.record.id.caseFolded, user.incarnation, user.revision, user.revision, user.version,
        user.record.name, user.details.email, try sealedPhone(of: user), user.details.department, user.details.title,
        user.details.login, try sealedFields(of: user), user.isProtected, user.createdAt, user.changedAt,
        try sealedRecord(of: user),
      ])
  }

  /// What devices tell changes the record alone: what else there is of a user is not sealed and indexed anew for that.
  func update(_ user: ServerUser, from earlier: ServerUser) throws {
    let isRevocation = user.record.isRevocation(of: earlier.record)
    if user.record.name == earlier.record.name, user.details == earlier.details, user.isProtected == earlier.isProtected
    {
      return try db.executeCached(
        sql: """
          UPDATE users SET revision = ?, revocation = iif(?, ?, revocation), version = ?, changed_at = ?, record = ?
          WHERE id = ?
          """,
        arguments: [
          user.revision, isRevocation, user.revision, user.version, user.changedAt, try sealedRecord(of: user),
          user.record.id.text,
        ])
    }
    try db.executeCached(
      sql: """
        UPDATE users SET revision = ?, revocation = iif(?, ?, revocation), version = ?, name = ?, email = ?, phone = ?,
          department = ?, title = ?, login = ?, custom_fields = ?, is_protected = ?, changed_at = ?, record = ?
        WHERE id = ?
        """,
      arguments: [
        user.revision, isRevocation, user.revision, user.version, user.record.name, user.details.email,
        try sealedPhone(of: user), user.details.department, user.details.title, user.details.login,
        try sealedFields(of: user), user.isProtected, user.changedAt, try sealedRecord(of: user), user.record.id.text,
      ])
  }

  private func sealedRecord(of user: ServerUser) throws -> Data {
    try store.key.seal(RecordBytes.encode(user.record), .userRecord, user.record.id.text)
  }

  private func sealedPhone(of user: ServerUser) throws -> String {
    try store.key.seal(user.details.phone, .userPhone, user.record.id.text)
  }

  private func sealedFields(of user: ServerUser) throws -> String {
    let fields = user.details.customFields
    return try store.key.seal(fields.isEmpty ? "{}" : JSON.text(fields), .customFields, user.record.id.text)
  }

  func refuseTakenID(_ id: UserID) throws {
    let taken = try String.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM users WHERE folded_id = ?"), arguments: [id.caseFolded])
    guard let taken else { return }
    throw StoreError.conflict(
      field: "id", taken == id.text ? "the user exists already" : "another user's ID differs in case only")
  }

  func refuseForeignCards(of record: UserRecord) throws {
    guard let owner = try reading.otherOwners(of: record.cards, than: record.id).values.min() else { return }
    throw StoreError.conflict(field: "cards", "a card belongs to user \(owner)")
  }

  func refuseUnknownGroups(_ groups: [AccessGroupID]) throws {
    for group in groups where try !reading.hasAccessGroup(group) {
      throw StoreError.conflict(field: "accessGroups", "there is no access group \(group)")
    }
  }

  func setCards(_ numbers: [CardNumber], of user: UserID) throws {
    let wanted = Set(numbers.map(store.key.digest))
    let stored = try Set(
      Data.fetchAll(
        db.cachedStatement(sql: "SELECT digest FROM cards WHERE user_id = ?"), arguments: [user.text]))
    for digest in stored.subtracting(wanted) {
      try db.executeCached(sql: "DELETE FROM cards WHERE digest = ?", arguments: [digest])
    }
    try addCards(wanted.subtracting(stored), of: user)
  }

  func addCards(_ digests: Set<Data>, of user: UserID) throws {
    for digest in digests {
      try db.executeCached(sql: "INSERT INTO cards (digest, user_id) VALUES (?, ?)", arguments: [digest, user.text])
    }
  }

  /// A group that the user leaves becomes a leaving with this revision (SEND-4).
  func setGroups(_ groups: [AccessGroupID], of user: UserID, revision: Revision) throws {
    let wanted = Set(groups)
    let stored = try Set(
      AccessGroupID.fetchAll(
        db.cachedStatement(sql: "SELECT group_id FROM user_groups WHERE user_id = ?"), arguments: [user.text]))
    for group in stored.subtracting(wanted).sorted() {
      try db.executeCached(
        sql: "DELETE FROM user_groups WHERE user_id = ? AND group_id = ?", arguments: [user.text, group])
      try db.executeCached(
        sql: "INSERT OR REPLACE INTO leavings (user_id, group_id, revision) VALUES (?, ?, ?)",
        arguments: [user.text, group, revision])
    }
    try addGroups(wanted.subtracting(stored).sorted(), of: user, revision: revision)
  }

  func addGroups(_ groups: [AccessGroupID], of user: UserID, revision: Revision) throws {
    for group in groups {
      try db.executeCached(
        sql: "INSERT INTO user_groups (user_id, group_id, since) VALUES (?, ?, ?)",
        arguments: [user.text, group, revision])
      try db.executeCached(
        sql: "DELETE FROM leavings WHERE user_id = ? AND group_id = ?", arguments: [user.text, group])
    }
  }

  /// All slots in one statement: somebody who is enrolled has half a dozen.
  func setProvenance(_ slots: [Slot], of incarnation: Incarnation, source: Source, at now: Int64) throws {
    guard !slots.isEmpty else { return }
    var (device, epoch, log): (Int64?, Int64?, Int64?)
    if case .device(let id, let number, let entry) = source {
      (device, epoch, log) = (Int64(id.number), number.stored, Int64(entry))
    }
    var arguments: StatementArguments = [incarnation, source.name, source.actor, device, epoch, log, now]
    for slot in slots {
      let text = store.key.stored(slot)
      arguments += [text, try SealedSlots.seal(slot, store.key, SealedSlots.place(ofOrigin: incarnation, text))]
    }
    let rows = Array(repeating: "(?, ?)", count: slots.count).joined(separator: ", ")
    try db.executeCached(
      sql: """
        WITH origin (incarnation, source, actor, device_id, epoch, log_id, at) AS (VALUES (?, ?, ?, ?, ?, ?, ?)),
          slots (slot, card) AS (VALUES \(rows))
        INSERT OR REPLACE INTO provenance (incarnation, slot, card, source, actor, device_id, epoch, log_id, at)
        SELECT incarnation, slot, card, source, actor, device_id, epoch, log_id, at FROM slots, origin
        """,
      arguments: arguments)
  }
}
