import Foundation
import GRDB
public import LockstepCore

/// What a device is asked, and what it is to answer (VERIFY-1).
public struct ContentQuestion: Hashable, Sendable {
  /// Users who do not count, and why: something of them is on its way, or they have an exception or difference there.
  public var leaveOut: [UserID: String] = [:]
  /// Those of them of whom something is on its way.
  public var onTheirWay: Set<UserID> = []
  /// Of all the others.
  public var expected = ContentSum()
  /// Of all the others, by bucket; empty unless asked for. A bucket without users is not in it.
  public var buckets: [UInt32: ContentSum] = [:]

  public init() {}
}

/// Whether a device can be asked for sums.
public enum ContentQuestionResult: Hashable, Sendable {
  case question(ContentQuestion)
  /// The digests of its profile are still to be made.
  case needsDigests(Capabilities)
  /// So many users would have to be left out that it is asked for lists.
  case needsLists
}

extension ReadTransaction {
  func digestProfiles() throws -> [DigestProfile] {
    try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM digest_profiles ORDER BY id"))
      .compactMap(DigestProfile.init(row:))
  }

  func digestProfile(_ capabilities: Capabilities) throws -> DigestProfile? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM digest_profiles WHERE capabilities = ?"),
      arguments: [Data(capabilities.bytes)]
    ).flatMap(DigestProfile.init(row:))
  }

  /// The most users that a question leaves out: with the longest IDs they take a sixth of a frame (LIMIT-5).
  static let mostLeftOut = 10_000

  /// The sums that a device is to answer with, as of this snapshot.
  ///
  /// - Parameter cursor: changes above it are still on their way and left out.
  public func contentQuestion(
    for device: DeviceID, cursor: Revision, buckets: Bool
  ) throws -> ContentQuestionResult {
    let standing = try standing(of: device)
    // Who was on the device before *delete all* is one entry for everybody; such a device holds few.
    guard try allDeletedThere(on: device) == nil else { return .needsLists }
    guard let profile = try digestProfile(standing.capabilities), profile.isComplete else {
      return .needsDigests(standing.capabilities)
    }
    guard var question = try leftOut(on: device, cursor: cursor) else { return .needsLists }
    let rows = try sums(profile, device, standing.scope, leaveOut: question.leaveOut.keys.map(\.text), by: buckets)
    for row in rows {
      let sum = ContentSum(count: row["amount"], sum: UInt128(parts: [row["s0"], row["s1"], row["s2"], row["s3"]]))
      question.expected.count += sum.count
      question.expected.sum &+= sum.sum
      if buckets { question.buckets[row["bucket"]] = sum }
    }
    return .question(question)
  }

  private func sums(
    _ profile: DigestProfile, _ device: DeviceID, _ scope: SynchronizationMode.Scope, leaveOut: [String],
    by buckets: Bool
  ) throws -> [Row] {
    let line = try Revision.fetchOne(db, sql: "SELECT line FROM devices WHERE id = ?", arguments: [device.number])
    // Only the line, or the scope by groups, asks for more than the digests.
    let isPlain = line == nil && scope != .accessGroups
    return try Row.fetchAll(
      db,
      sql: """
        SELECT \(buckets ? "bucket" : "0 AS bucket"), count(*) AS amount, ifnull(sum(d0), 0) AS s0,
          ifnull(sum(d1), 0) AS s1, ifnull(sum(d2), 0) AS s2, ifnull(sum(d3), 0) AS s3
        FROM user_digests \(isPlain ? "" : "JOIN users ON users.id = user_digests.user_id")
        WHERE profile_id = ? AND \(Self.scope(scope, device)) AND \(fits(line, scope, device))
          \(leaveOut.isEmpty ? "" : "AND user_digests.user_id NOT IN (SELECT value FROM json_each(?))")
        \(buckets ? "GROUP BY bucket" : "")
        """,
      arguments: leaveOut.isEmpty ? [profile.id] : [profile.id, try JSON.text(leaveOut)])
  }

  /// Nil for too many.
  private func leftOut(on device: DeviceID, cursor: Revision) throws -> ContentQuestion? {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT id, 'on-its-way' AS kind FROM users WHERE revision > ?1
        UNION ALL SELECT user_id, 'on-its-way' FROM tombstones WHERE revision > ?1
        UNION ALL SELECT user_id, 'on-its-way' FROM leavings WHERE revision > ?1
        UNION ALL SELECT user_id, 'on-its-way' FROM tasks WHERE device_id = ?2
        UNION ALL SELECT user_id, 'waiting-pull' FROM waiting_pulls WHERE device_id = ?2
        UNION ALL SELECT user_id, kind FROM attention WHERE device_id = ?2 AND closed_at IS NULL AND user_id <> ''
        """,
      arguments: [cursor, device.number])
    var question = ContentQuestion()
    while let row = try rows.next() {
      // An entry without a proper ID is of a user that no list can name either.
      guard let user = try? UserID(row["id"] as String) else { continue }
      let kind: String = row["kind"]
      question.leaveOut[user] = kind
      if kind == Self.onItsWay || kind == "waiting-pull" { question.onTheirWay.insert(user) }
      guard question.leaveOut.count <= Self.mostLeftOut else { return nil }
    }
    return question
  }
}
