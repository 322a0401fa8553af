import Foundation
import GRDB
public import LockstepCore

/// What a device is asked, and what it is to answer (VERIFY-1).
public struct ContentQuestion: Hashable, Sendable {
  /// A user who does not count.
  public struct LeftOut: Hashable, Sendable {
    /// Why: something of the user is on its way, or there is an exception on the device.
    public let kind: String
    public let bucket: UInt32
    public let isOnItsWay: Bool

    public init(kind: String, bucket: UInt32, isOnItsWay: Bool) {
      (self.kind, self.bucket, self.isOnItsWay) = (kind, bucket, isOnItsWay)
    }
  }

  public var leaveOut: [UserID: LeftOut] = [:]
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
    // What is on it is not known, or it should hold nobody: nothing that a sum could prove.
    guard standing.hold == nil, standing.scope != .none else { return .needsLists }
    // Who was on the device before *delete all* is one entry for everybody; such a device holds few.
    guard try allDeletedThere(on: device) == nil else { return .needsLists }
    guard let profile = try digestProfile(standing.capabilities), profile.isComplete else {
      return .needsDigests(standing.capabilities)
    }
    guard var question = try leftOut(on: device, cursor: cursor) else { return .needsLists }
    let own = try usersWithDifferences(on: device).filter { question.leaveOut[$0] == nil }
    guard own.count <= Self.mostWithDifferences else { return .needsLists }
    let without = question.leaveOut.keys.map(\.text) + own.map(\.text)
    let rows = try sums(profile, device, standing.scope, leaveOut: without, by: buckets)
    for row in rows {
      let sum = ContentSum(count: row["amount"], sum: UInt128(parts: [row["s0"], row["s1"], row["s2"], row["s3"]]))
      question.expected.add(sum)
      if buckets { question.buckets[row["bucket"]] = sum }
    }
    // What the device keeps against the server is of this device alone.
    for user in own {
      guard let digest = try digest(of: user, on: device, standing) else { continue }
      question.expected.add(digest)
      if buckets { question.buckets[store.digest.bucket(of: user), default: ContentSum()].add(digest) }
    }
    return .question(question)
  }

  private static let mostWithDifferences = 1000

  func usersWithDifferences(on device: DeviceID) throws -> [UserID] {
    try String.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT DISTINCT user_id FROM attention WHERE device_id = ? AND closed_at IS NULL AND kind = 'difference'
          ORDER BY user_id
          """),
      arguments: [device.number]
    ).compactMap { try? UserID($0) }
  }

  /// Nil for a user that the device should not hold.
  private func digest(of user: UserID, on device: DeviceID, _ standing: Standing) throws -> UInt128? {
    let line = try self.line(of: device)
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT \(Self.userColumns) FROM users
          WHERE id = ? AND \(Self.scope(standing.scope)) AND \(Self.fits(line, standing.scope))
          """),
      arguments: [user.text] + Self.arguments(device, line: line))
    return try row.flatMap { try digest(of: $0, on: device, standing) }
  }

  private func sums(
    _ profile: DigestProfile, _ device: DeviceID, _ scope: SynchronizationMode.Scope, leaveOut: [String],
    by buckets: Bool
  ) throws -> [Row] {
    let line = try self.line(of: device)
    return try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT \(buckets ? "bucket" : "0 AS bucket"), count(*) AS amount, ifnull(sum(d0), 0) AS s0,
            ifnull(sum(d1), 0) AS s1, ifnull(sum(d2), 0) AS s2, ifnull(sum(d3), 0) AS s3
          FROM user_digests \(line == nil ? "" : "JOIN users ON users.id = user_digests.user_id")
          WHERE profile_id = :profile AND \(Self.everybody(in: scope, "user_digests.user_id"))
            AND \(Self.fits(line, scope))
            \(leaveOut.isEmpty ? "" : "AND user_digests.user_id NOT IN (SELECT value FROM json_each(:without))")
          \(buckets ? "GROUP BY bucket" : "")
          """),
      arguments: Self.arguments(device, line: line)
        + ["profile": profile.id, "without": leaveOut.isEmpty ? nil : try JSON.text(leaveOut)])
  }

  /// Nil for too many.
  private func leftOut(on device: DeviceID, cursor: Revision) throws -> ContentQuestion? {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT id, 'on-its-way' AS kind FROM users WHERE revision > ?1
          UNION ALL SELECT user_id, 'on-its-way' FROM tombstones WHERE revision > ?1
          UNION ALL SELECT user_id, 'on-its-way' FROM leavings WHERE revision > ?1
          UNION ALL SELECT user_id, 'on-its-way' FROM tasks WHERE device_id = ?2
          UNION ALL SELECT user_id, 'waiting-pull' FROM waiting_pulls WHERE device_id = ?2
          UNION ALL SELECT user_id, kind FROM attention
            WHERE device_id = ?2 AND closed_at IS NULL AND user_id <> '' AND kind NOT IN (\(Self.noExceptions))
          """),
      arguments: [cursor, device.number])
    var question = ContentQuestion()
    while let row = try rows.next() {
      // An entry without a proper ID is of a user that no list can name either.
      guard let user = try? UserID(row["id"] as String) else { continue }
      let kind: String = row["kind"]
      question.leaveOut[user] = ContentQuestion.LeftOut(
        kind: kind, bucket: store.digest.bucket(of: user), isOnItsWay: [Self.onItsWay, "waiting-pull"].contains(kind))
      guard question.leaveOut.count <= Self.mostLeftOut else { return nil }
    }
    return question
  }
}
