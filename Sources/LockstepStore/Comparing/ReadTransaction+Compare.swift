import GRDB
public import LockstepCore

extension ReadTransaction {
  /// Compares one page of a device's list with what the device should hold (VERIFY-5).
  ///
  /// - Parameters:
  ///   - cursor: changes above it are still on their way and left out.
  ///   - isReport: whether nothing follows from it. Then who has a task, or was deleted above the cursor, is on the way too.
  public func compare(
    _ page: ListPage, on device: DeviceID, cursor: Revision = .max, isReport: Bool = false
  ) throws -> Compared {
    let standing = try standing(of: device)
    // Nothing is on its way to a device on hold.
    let cursor = standing.hold == nil ? cursor : .max
    var compared = Compared()
    let exceptions = try exceptions(of: device, cursor: isReport ? cursor : nil)
    var expected = try expected(page, device, standing)
    for listed in page.users {
      let own = expected.removeValue(forKey: listed.user)
      let finding = Comparison.judge(listed, own, server: store.server)
      if finding == .same {
        compared.same += 1
        if listed.base?.server != store.server || listed.base?.incarnation != own?.incarnation {
          compared.withoutBase.append(listed.user)
        }
        if own?.hasMet(listed) == true { compared.met.append(listed.user) }
      } else if let own, own.revision > cursor {
        compared.leftOut[listed.user] = Self.onItsWay
      } else if let kind = exceptions[listed.user.text] {
        compared.leftOut[listed.user] = kind
      } else {
        compared.users.append(ComparedUser(user: listed.user, finding: finding))
      }
    }
    let deletedAll = try allDeletedThere(on: device)
    for (user, own) in expected.sorted(by: { $0.key < $1.key }) where own.digest != nil {
      if own.revision > cursor {
        compared.leftOut[user] = Self.onItsWay
      } else if let kind = exceptions[user.text] {
        compared.leftOut[user] = kind
      } else if let deletedAll, own.incarnation <= deletedAll, try !isEnrolledAgain(user, on: device) {
        compared.leftOut[user] = AttentionKind.deletedThere.rawValue
      } else {
        compared.users.append(ComparedUser(user: user, finding: .missing))
      }
    }
    return compared
  }

  static let onItsWay = "on-its-way"

  /// Sets users that were read in full against what the device should hold of them.
  public func compare(_ records: [DeviceRecord], on device: DeviceID, cursor: Revision) throws -> Compared {
    let users = records.map {
      ListedUser(
        user: $0.record.id, digest: store.digest.of($0.record), base: $0.base, isEdited: $0.isEdited,
        editMark: $0.editMark)
    }
    let page = ListPage(users: users.sorted { $0.user < $1.user }, after: nil, through: nil, buckets: [])
    return try compare(page, on: device, cursor: cursor, isReport: true)
  }

  /// A random part of the users that a device should hold, to be read back: one of a hundred, at least eight.
  ///
  /// - Parameter others: those who are not to be among them.
  public func sample(of device: DeviceID, without others: Set<UserID>, seed: UInt64) throws -> [UserID] {
    let standing = try standing(of: device)
    let line = try self.line(of: device)
    let users = try String.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT id FROM users WHERE \(Self.everybody(in: standing.scope)) AND \(Self.fits(line, standing.scope))
          ORDER BY id
          """),
      arguments: Self.arguments(device, line: line)
    ).compactMap { try? UserID($0) }.filter { standing.capabilities.canHold($0) && !others.contains($0) }
    let count = min(users.count, min(Self.mostReadBack, max(Self.leastReadBack, (users.count + 99) / 100)))
    return RandomChoice.indexes(count, of: users.count, seed: seed).map { users[$0] }
  }

  private static let leastReadBack = 8
  private static let mostReadBack = 1000

  /// What the server has of the IDs of a page; with a digest if the device should hold it.
  private func expected(
    _ page: ListPage, _ device: DeviceID, _ standing: Standing
  ) throws -> [UserID: Comparison.Expected] {
    let line = try self.line(of: device)
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT \(Self.userColumns), (\(Self.scope(standing.scope)) AND \(Self.fits(line, standing.scope))) AS wanted
          FROM users WHERE \(Self.range(of: page, "id"))
            \(standing.scope == .all && page.buckets == nil ? "" : "AND id IN (\(Self.candidates(page, standing.scope)))")
          """),
      arguments: Self.arguments(device, line: line)
        + [
          "after": page.after?.text ?? "", "through": page.through?.text,
          "profile": try page.buckets == nil ? 0 : digestProfile(standing.capabilities)?.id ?? 0,
          "buckets": try JSON.text(page.buckets ?? []), "listed": try JSON.text(page.users.map(\.user.text)),
        ])
    let listed = Set(page.users.map(\.user))
    var expected: [UserID: Comparison.Expected] = [:]
    while let row = try rows.next() {
      let user = try UserID(row["id"] as String)
      var digests: (own: UInt128?, server: UInt128?)
      if row["wanted"] as Bool {
        // Who is not listed is missing, whatever the content: nothing is read and hashed for that.
        if listed.contains(user) {
          let user = try serverUser(row)
          let differences = try openDifferences(of: user.record.id, on: device)
          digests.own = digest(of: user.record, differences, standing)
          digests.server = differences.isEmpty ? nil : digest(of: user.record, [], standing)
        } else if standing.capabilities.canHold(user) {
          digests.own = 0
        }
      }
      expected[user] = Comparison.Expected(
        incarnation: row["incarnation"], revision: row["revision"], digest: digests.own,
        withoutDifferences: digests.server)
    }
    return expected
  }

  /// The condition on a user's ID for being within a page.
  private static func range(of page: ListPage, _ user: String) -> String {
    "\(user) > :after\(page.through == nil ? "" : " AND \(user) <= :through")"
  }

  /// A query for those who can be expected on a page, and those who are listed on it, whatever they are. Not asked where all
  /// users are in scope and in question.
  private static func candidates(_ page: ListPage, _ scope: SynchronizationMode.Scope) -> String {
    let listed = "SELECT value FROM json_each(:listed)"
    let range = range(of: page, "user_id")
    let ofGroups = "\(members) AND \(range)"
    if let buckets = page.buckets {
      guard !buckets.isEmpty else { return listed }
      return """
        SELECT user_id FROM user_digests WHERE profile_id = :profile
          AND \(scope == .accessGroups ? "user_id IN (\(ofGroups))" : range)
          AND bucket IN (SELECT value FROM json_each(:buckets))
        UNION \(listed)
        """
    }
    return scope == .accessGroups ? "\(ofGroups) UNION \(listed)" : listed
  }

  /// Kinds of entries that excuse nothing: they say what a compare has found, or keep what somebody had at the device who
  /// was deleted since. Whoever has that ID now is served as any other.
  static let noExceptions = """
    'altered', 'new-on-device', 'edited-on-device', 'wrong-digests', 'edited-after-deletion'
    """

  func digest(of row: Row, on device: DeviceID, _ standing: Standing) throws -> UInt128? {
    let user = try serverUser(row)
    return digest(of: user.record, try openDifferences(of: user.record.id, on: device), standing)
  }

  private func digest(
    of record: UserRecord, _ differences: [(slot: Slot, value: [UInt8])], _ standing: Standing
  ) -> UInt128? {
    (try? Target.held(record, by: standing.capabilities, differences: differences)).map { store.digest.of($0) }
  }

  /// Users with an exception on a device, and its kind.
  private func exceptions(of device: DeviceID, cursor: Revision?) throws -> [String: String] {
    var kinds: [String: String] = [:]
    for row in try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT user_id, kind FROM attention WHERE device_id = ?1 AND closed_at IS NULL AND user_id <> ''
            AND kind <> 'difference' AND kind NOT IN (\(Self.noExceptions))
          UNION ALL SELECT user_id, 'waiting-pull' FROM waiting_pulls WHERE device_id = ?1
          UNION ALL SELECT user_id, '\(Self.onItsWay)' FROM tasks WHERE device_id = ?1 AND ?2 IS NOT NULL
          UNION ALL SELECT user_id, '\(Self.onItsWay)' FROM tombstones WHERE revision > ?2
          UNION ALL SELECT user_id, '\(Self.onItsWay)' FROM leavings WHERE revision > ?2
          """),
      arguments: [device.number, cursor])
    {
      kinds[row["user_id"]] = row["kind"]
    }
    return kinds
  }

  /// The highest incarnation of a *delete all* that is open.
  func allDeletedThere(on device: DeviceID) throws -> Incarnation? {
    try Incarnation.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT incarnation FROM attention
          WHERE kind = 'deleted-there' AND user_id = '' AND device_id = ? AND closed_at IS NULL
          """),
      arguments: [device.number])
  }

  private func isEnrolledAgain(_ user: UserID, on device: DeviceID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM enrolled_again WHERE device_id = ? AND user_id = ?)"),
      arguments: [device.number, user.text]) ?? false
  }
}
