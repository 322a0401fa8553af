import Foundation
import GRDB
public import LockstepCore

/// Digests of users, kept for each profile in the transaction that changes the user (VERIFY-1). There is none for a device,
/// and none for a profile before a device of it is compared.
extension WriteTransaction {
  /// The user was added or has another content now.
  func keepDigests(of record: UserRecord) throws {
    for profile in try reading.digestProfiles() where profile.covers(record.id) { try keepDigest(of: record, profile) }
  }

  /// The user was deleted.
  func dropDigests(of user: UserID) throws {
    for profile in try reading.digestProfiles() {
      try db.executeCached(
        sql: "DELETE FROM user_digests WHERE profile_id = ? AND user_id = ?", arguments: [profile.id, user.text])
    }
  }

  private func keepDigest(of record: UserRecord, _ profile: DigestProfile) throws {
    guard let fitted = try? Fit.fit(record, to: profile.capabilities) else {
      return try db.executeCached(
        sql: "DELETE FROM user_digests WHERE profile_id = ? AND user_id = ?", arguments: [profile.id, record.id.text])
    }
    let parts = store.digest.of(fitted).parts
    try db.executeCached(
      sql:
        "INSERT OR REPLACE INTO user_digests (profile_id, user_id, bucket, d0, d1, d2, d3) VALUES (?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        profile.id, record.id.text, store.digest.bucket(of: record.id), parts[0], parts[1], parts[2], parts[3],
      ])
  }

  /// Makes the digests of a profile for some more users. One that was never met begins here.
  ///
  /// - Parameter limit: how many users are read: a transaction that everybody waits for is to be short.
  /// - Returns: whether the profile has the digests of all users now.
  public func extendDigests(for capabilities: Capabilities, limit: Int = 500) throws -> Bool {
    let bytes = Data(capabilities.bytes)
    try db.executeCached(sql: "INSERT OR IGNORE INTO digest_profiles (capabilities) VALUES (?)", arguments: [bytes])
    guard let profile = try reading.digestProfile(capabilities) else { return false }
    guard !profile.isComplete else { return true }
    let rows = try Row.fetchCursor(
      db, sql: "SELECT id, record FROM users WHERE id > ? ORDER BY id LIMIT ?", arguments: [profile.through, limit])
    var (count, last) = (0, profile.through)
    while let row = try rows.next() {
      last = row["id"]
      try keepDigest(of: try reading.record(row["record"], of: last), profile)
      count += 1
    }
    try db.executeCached(
      sql: "UPDATE digest_profiles SET through = ?, is_complete = ? WHERE id = ?",
      arguments: [last, count < limit, profile.id])
    return count < limit
  }

  /// Ends profiles that no registered device has any more, and deletes some of their digests.
  func dropDigestsOfNobody(limit: Int = 5000) throws {
    try db.executeCached(
      sql: """
        DELETE FROM digest_profiles WHERE capabilities NOT IN (SELECT capabilities FROM devices WHERE is_registered = 1)
        """)
    var last: Int64 = 0
    while let id = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT min(profile_id) FROM user_digests WHERE profile_id > ?"), arguments: [last])
    {
      last = id
      try db.executeCached(
        sql: """
          DELETE FROM user_digests WHERE profile_id = ?1 AND NOT EXISTS (SELECT 1 FROM digest_profiles WHERE id = ?1)
            AND user_id IN (SELECT user_id FROM user_digests WHERE profile_id = ?1 ORDER BY user_id LIMIT ?2)
          """,
        arguments: [id, limit])
    }
  }
}
