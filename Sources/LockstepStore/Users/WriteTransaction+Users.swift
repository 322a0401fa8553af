import Foundation
import GRDB
public import LockstepCore

extension WriteTransaction {
  /// Adds a user: a new incarnation with the next revision.
  ///
  /// - Parameter id: of the record; nil takes the next number of the range that the server owns (AUTO-14).
  /// - Throws: ``StoreError/conflict(field:_:)`` for an ID that exists, one that differs from another in case only, a
  ///   card of another user, or an unknown access group; ``LimitError`` for a value over its limit.
  @discardableResult
  public func addUser(
    _ record: UserRecord, details: UserDetails = UserDetails(), isProtected: Bool = false, source: Source, at now: Int64
  ) throws -> ServerUser {
    let record = try record.checked()
    try refuseTakenID(record.id)
    try refuseForeignCards(of: record)
    try refuseUnknownGroups(record.rights.accessGroups)
    let details = try details.checked()
    let (revision, incarnation) = try countNewUser()
    let user = ServerUser(
      record: record, details: details, isProtected: isProtected, incarnation: incarnation, revision: revision,
      version: 1, createdAt: now, changedAt: now)
    try insert(user)
    try keepDigests(of: record)
    try addCards(Set(record.cards.map { store.key.digest($0.number) }), of: record.id)
    try addGroups(record.rights.accessGroups, of: record.id, revision: revision)
    try setProvenance(record.occupiedSlots, of: user.incarnation, source: source, at: now)
    return user
  }

  /// The next ID of the range that the server owns; none is given out twice (AUTO-14).
  public func nextUserID() throws -> UserID {
    while true {
      let number = try Int64.fetchOne(db.cachedStatement(sql: "SELECT next_number FROM server")) ?? 0
      try db.executeCached(sql: "UPDATE server SET next_number = next_number + 1")
      let id = try UserID("\(number)")
      if try reading.user(id) == nil, try !reading.hasTombstone(id) { return id }
    }
  }

  /// Changes a user. What devices can hold takes the next revision; other fields move only the version.
  ///
  /// - Parameter version: the version that the caller saw; nil for any.
  /// - Throws: as ``addUser(_:details:isProtected:source:at:)``, and ``StoreError/changedSince(_:)``.
  @discardableResult
  public func changeUser(
    _ id: UserID, version: Int64? = nil, source: Source, at now: Int64, _ change: (inout ServerUser) throws -> Void
  ) throws -> ServerUser {
    let earlier = try reading.existingUser(id)
    guard version == nil || version == earlier.version else {
      throw StoreError.changedSince("the user was changed meanwhile: version \(earlier.version)")
    }
    return try self.change(earlier, source: source, at: now, change)
  }

  /// - Parameter earlier: as read in this transaction.
  func change(
    _ earlier: ServerUser, source: Source, at now: Int64, _ change: (inout ServerUser) throws -> Void
  ) throws -> ServerUser {
    var later = earlier
    try change(&later)
    later.record = try later.record.checked()
    later.details = try later.details.checked()
    guard later != earlier else { return earlier }
    try refuseOwnedFields(later, earlier, source: source)
    if later.record.cards != earlier.record.cards { try refuseForeignCards(of: later.record) }
    try refuseUnknownGroups(
      Set(later.record.rights.accessGroups).subtracting(earlier.record.rights.accessGroups).sorted())
    let changesDevices = later.record != earlier.record
    let saved = ServerUser(
      record: later.record, details: later.details, isProtected: later.isProtected, incarnation: earlier.incarnation,
      revision: changesDevices ? try nextRevision() : earlier.revision, version: earlier.version + 1,
      createdAt: earlier.createdAt, changedAt: now)
    try update(saved, from: earlier)
    if changesDevices { try follow(saved, from: earlier, source: source, at: now) }
    if saved.isProtected != earlier.isProtected { try haveFileReadAgain(for: saved.record.id) }
    return saved
  }

  /// A file may do to somebody what it could not do before, also if it is the one of the last run (AUTO-8).
  private func haveFileReadAgain(for person: UserID) throws {
    try db.executeCached(
      sql: """
        UPDATE projects SET people_version = people_version + 1
        WHERE id = (SELECT project_id FROM people WHERE user_id = ?)
        """,
      arguments: [person.text])
  }

  /// What a change of the record brings with it: superseded values, origins, digests, cards, groups, differences that met.
  private func follow(_ saved: ServerUser, from earlier: ServerUser, source: Source, at now: Int64) throws {
    try keepDigests(of: saved.record)
    let occupied = earlier.record.occupiedSlots
    let changed = Set(occupied + saved.record.occupiedSlots)
      .filter { earlier.record.value(of: $0) != saved.record.value(of: $0) }
    // Where vacant slots were filled nothing is superseded.
    if !changed.isDisjoint(with: occupied) { try supersede(earlier, by: saved) }
    try setProvenance(changed.sorted(), of: saved.incarnation, source: source, at: now)
    if saved.record.cards != earlier.record.cards {
      try setCards(saved.record.cards.map(\.number), of: saved.record.id)
    }
    let groups = saved.record.rights.accessGroups
    if groups != earlier.record.rights.accessGroups {
      try setGroups(groups, of: saved.record.id, revision: saved.revision)
    }
    try closeDifferencesThatMet(saved, at: now)
    if groups != earlier.record.rights.accessGroups { try closeMetGroups(at: now) }
  }

  private func supersede(_ earlier: ServerUser, by saved: ServerUser) throws {
    let replaced = Supersession.values(
      replacing: earlier.record, by: saved.record, profiles: try reading.profiles(), digest: store.digest)
    for (slot, digest) in replaced {
      try db.executeCached(
        sql: "INSERT OR REPLACE INTO superseded (incarnation, slot, digest, revision) VALUES (?, ?, ?, ?)",
        arguments: [saved.incarnation, slot.isCard ? slot.kind : slot.description, digest.data, saved.revision])
    }
  }

  /// Deletes a user everywhere: a tombstone with the next revision (DEL-2). What is needed to restore it is kept (DEL-6).
  public func deleteUser(_ id: UserID, version: Int64? = nil, at now: Int64) throws {
    let user = try reading.existingUser(id)
    guard version == nil || version == user.version else {
      throw StoreError.changedSince("the user was changed meanwhile: version \(user.version)")
    }
    try endManagement(of: id, at: now)
    try db.executeCached(
      sql: "INSERT INTO tombstones (incarnation, user_id, revision, deleted_at) VALUES (?, ?, ?, ?)",
      arguments: [user.incarnation, id.text, try nextRevision(), now])
    try db.executeCached(
      sql: "INSERT INTO deleted_users (incarnation, user_id, deleted_at, details, record) VALUES (?, ?, ?, ?, ?)",
      arguments: [
        user.incarnation, id.text, now,
        try store.key.seal(JSON.text(StoredDetails(user)), .deletedDetails, user.incarnation),
        try store.key.seal(RecordBytes.encode(user.record), .deletedRecord, user.incarnation),
      ])
    for table in ["superseded", "provenance"] {
      try db.executeCached(sql: "DELETE FROM \(table) WHERE incarnation = ?", arguments: [user.incarnation])
    }
    try db.executeCached(sql: "DELETE FROM leavings WHERE user_id = ?", arguments: [id.text])
    try endWork(of: id, at: now)
    try db.executeCached(
      sql: "UPDATE attention SET closed_at = ?, outcome = 'the user was deleted' "
        + "WHERE user_id = ? AND closed_at IS NULL AND kind NOT IN ('edited-after-deletion', 'foreign-user')",
      arguments: [now, id.text])
    try dropDigests(of: id)
    try db.executeCached(sql: "DELETE FROM users WHERE id = ?", arguments: [id.text])
    try db.executeCached(sql: "UPDATE server SET user_count = user_count - 1")
  }

  /// Restores the last deleted user of an ID, as a new incarnation with the same credentials (DEL-6).
  ///
  /// - Throws: ``StoreError/unknown(_:)`` when nothing is kept, ``StoreError/conflict(field:_:)`` when the ID or a card
  ///   belongs to somebody else now.
  @discardableResult
  public func restoreUser(_ id: UserID, source: Source, at now: Int64) throws -> ServerUser {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM deleted_users WHERE user_id = ? ORDER BY incarnation DESC LIMIT 1"),
      arguments: [id.text])
    guard let row else { throw StoreError.unknown("deleted user \(id) that could be restored") }
    var record = try reading.deletedRecord(row)
    let known = try Set(Int64.fetchAll(db.cachedStatement(sql: "SELECT id FROM access_groups")))
    record.rights.setAccessGroups(record.rights.accessGroups.filter { known.contains(Int64($0)) })
    let details = try reading.deletedDetails(row)
    let user = try addUser(
      record, details: details.details, isProtected: details.isProtected, source: source, at: now)
    try db.executeCached(
      sql: "DELETE FROM deleted_users WHERE incarnation = ?", arguments: [row["incarnation"] as Int64])
    return user
  }
}

extension Slot {
  /// The description of a card's slot has the number in it.
  fileprivate var isCard: Bool {
    if case .card = self { true } else { false }
  }
}
