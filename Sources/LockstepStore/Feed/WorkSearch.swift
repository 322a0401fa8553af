import Foundation
import GRDB
import LockstepCore

/// One look for users to be written to, or removed from, a device.
struct WorkSearch {
  let transaction: ReadTransaction
  let query: WorkQuery
  let standing: Standing
  /// Whether pulls of the device wait, and entries of it are open. Of most there are none: then nothing is asked about them
  /// of each user.
  let hasPulls: Bool
  let hasOpenEntries: Bool
  let now: Int64

  /// Up to here no revocation is to be found.
  var revoked: Revision { max(query.cursor, query.revoked) }

  private var db: Database { transaction.db }
  private var device: DeviceID { query.device }

  /// Deletions, leavings, and users from whom something was taken: they overtake everything else (SEND-12). Who has come
  /// again and has no room is removed like one who has not: what the device holds is of before.
  func findRevocations(_ work: inout Work) throws {
    guard standing.scope != .none else { return }
    let fits = ReadTransaction.fits(line, standing.scope)
    let noPull = hasNoPull(of: "tombstones.user_id", held: false)
    try findRemovals(
      """
      SELECT user_id, revision FROM tombstones WHERE revision > :revoked AND \(noPull)
        AND NOT EXISTS (SELECT 1 FROM users WHERE users.id = tombstones.user_id
          AND \(ReadTransaction.scope(standing.scope)) AND \(fits)) ORDER BY revision
      """, &work)
    guard standing.hold == nil, standing.reconcile == nil else { return }
    if standing.scope == .accessGroups { try findLeavings(&work) }
    // That it is above 0 goes without saying, but only so does SQLite take the index of those. Without a calculation it
    // would compile the statement anew for each value.
    _ = try findWrites(
      """
      SELECT \(ReadTransaction.userColumns) FROM users WHERE revocation > :revoked + 0 AND revocation > 0
        AND \(ReadTransaction.scope(standing.scope)) AND \(isFree)
        AND \(hasNoPull(of: "users.id", held: false)) AND \(fits)
      ORDER BY revocation
      """, ["revoked": revoked], through: standing.head, &work)
    guard work.writes.isEmpty, work.removals.isEmpty else { return }
    let deferred = hasPulls ? try transaction.firstDeferredRevocation(device, above: revoked) : nil
    work.revoked = deferred.map { $0 - 1 } ?? standing.head
  }

  private func findLeavings(_ work: inout Work) throws {
    let noPull = hasNoPull(of: "leavings.user_id", held: false)
    try findRemovals(
      """
      SELECT user_id, max(leavings.revision) AS revision FROM leavings
      JOIN device_groups ON device_groups.group_id = leavings.group_id AND device_groups.device_id = :device
      WHERE leavings.revision > :revoked AND \(noPull) AND NOT EXISTS (SELECT 1 FROM users
        WHERE users.id = leavings.user_id AND \(ReadTransaction.scope(standing.scope))
          AND \(ReadTransaction.fits(line, standing.scope)))
      GROUP BY user_id ORDER BY revision
      """, &work)
  }

  /// Work that the cursor does not tell of: what a device lacks, retries, an operator's transfers (SEND-10). Tasks and
  /// their users in one statement.
  func findTasks(_ work: inout Work) throws {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT \(ReadTransaction.userColumns), tasks.user_id, action, generation, attempts, overwrite, transfer_id,
            users.id IS NOT NULL AND \(ReadTransaction.scope(standing.scope))
              AND \(ReadTransaction.fits(line, standing.scope)),
            \(isFree)
          FROM tasks LEFT JOIN users ON users.id = tasks.user_id
          WHERE device_id = :device AND not_before <= :now AND (after_log <= :mark OR overwrite = 1)
            \(query.wantsChanges ? "" : "AND (\(Self.goesFirst))")
            AND (overwrite = 1 OR \(hasNoPull(of: "tasks.user_id", held: true))
              OR (\(hasNoPull(of: "tasks.user_id", held: false)) AND \(Self.revokes)))
          ORDER BY overwrite, not_before, tasks.user_id
          """),
      arguments: arguments + ["now": now, "mark": standing.mark])
    let first = ReadTransaction.userColumnCount
    var overwrites: Bool?
    while let row = try rows.next(), !isFull(work) {
      // Who is being read is taken in first: else what the device had would be told of it after the task.
      guard let user = try? UserID(row[first] as String), !query.reading.contains(user), !work.pulls.contains(user)
      else { continue }
      let action: String = row[first + 1]
      let task = PendingTask(
        generation: row[first + 2], attempts: row[first + 3], overwrites: row[first + 4], transfer: row[first + 5])
      guard overwrites == nil || overwrites == task.overwrites else { break }
      guard task.transfer != nil || standing.scope != .none else { continue }
      // Whoever has come into scope since, and has room, is written instead; who has not any more is removed.
      let isWanted = task.transfer == nil && row[first + 6] as Bool? ?? false
      if action == TaskAction.remove.rawValue, !isWanted {
        work.removals.append(PendingRemoval(user: user, revision: 0, task: task))
      } else if standing.hold == nil {
        let isFree: Bool = row[first + 7]
        guard try addWrite(of: user, row, for: task, isWanted: isWanted, isFree: isFree, &work) else { continue }
      } else {
        continue
      }
      overwrites = task.overwrites
    }
  }

  /// What is done while changes wait, as the index of these tasks has it.
  static let goesFirst = "overwrite = 1 OR transfer_id IS NOT NULL OR action = 'remove'"

  /// What cannot be taken in must not keep a door open: such a task goes past a pull that waits for an operator.
  private static let revokes = "(action = 'remove' OR users.revocation = users.revision)"

  private func addWrite(
    of user: UserID, _ row: Row, for task: PendingTask, isWanted: Bool, isFree: Bool, _ work: inout Work
  ) throws -> Bool {
    let isThere = row[0] as String? != nil
    guard isThere, isFree || task.overwrites else {
      work.pointless.append(PointlessTask(user: user, generation: task.generation))
      return false
    }
    guard isWanted || task.transfer != nil else {
      work.removals.append(PendingRemoval(user: user, revision: 0, task: task))
      return true
    }
    return try append(user, row, task, &work)
  }

  /// Users whose revision is above the cursor, in revision order, each once (SEND-6).
  func findChanges(_ work: inout Work) throws {
    guard standing.scope != .none, query.cursor < standing.head else { return }
    let walkEnd = try walkEnd()
    let ofMembers = walkEnd == nil ? nil : try changesOfMembers()
    let end =
      ofMembers.map { $0.count < query.mostUsers ? standing.head : $0[$0.count - 1] }
      ?? walkEnd ?? min(query.recent?.through ?? .max, standing.head)
    let these = try ofMembers.map(JSON.text) ?? query.recent.map { try JSON.text($0.users.map(\.text)) }
    let isThese = these == nil ? "" : "users.\(ofMembers == nil ? "id" : "revision") = json_each.value AND"
    // The cursor follows the order of rows. Revisions of members are named in it, and a CROSS JOIN goes through them first:
    // the database is not asked to sort, which would be by copying all records.
    let through = try findWrites(
      """
      SELECT \(ReadTransaction.userColumns) FROM \(these == nil ? "" : "json_each(:these) CROSS JOIN ")users
      WHERE \(isThese) revision > :cursor AND revision <= :end AND \(ReadTransaction.scope(standing.scope))
        AND \(isFree) AND \(hasNoPull(of: "users.id", held: true))
        AND \(ReadTransaction.fits(line, standing.scope)) \(ofMembers == nil ? "ORDER BY revision" : "")
      """, ["cursor": query.cursor, "end": end, "these": these], through: end, &work)
    (work.through, work.isFull) = (through, isFull(work))
    work.isToGoOn = through == end && end < standing.head && query.recent == nil
    // One that waits for a pull: see `firstDeferredRevocation`.
    guard let revoked = work.revoked, revoked < standing.head else { return }
    work.through = min(through, revoked)
    (work.isFull, work.isToGoOn) = (false, false)
  }

  /// Where a walk ends that passes as many users as one look may: a device with a part of many users is not to hold up all
  /// others. Nil where fewer were changed, whatever the head, or it is known whom that concerns.
  private func walkEnd() throws -> Revision? {
    guard query.recent == nil, standing.scope == .accessGroups, standing.head - query.cursor > query.mostScanned else {
      return nil
    }
    return try Revision.fetchOne(
      db.cachedStatement(sql: "SELECT revision FROM users WHERE revision > ? ORDER BY revision LIMIT 1 OFFSET ?"),
      arguments: [query.cursor, query.mostScanned - 1])
  }

  /// The next revisions of a device's users, as many as one batch has; nil for a device that has more of them than are
  /// looked up for each batch.
  private func changesOfMembers() throws -> [Revision]? {
    let count = try Int.fetchOne(
      db.cachedStatement(sql: "SELECT count(*) FROM (\(ReadTransaction.members) LIMIT :limit)"),
      arguments: arguments + ["limit": query.mostMembers + 1])
    guard let count, count <= query.mostMembers else { return nil }
    return try Revision.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT revision FROM (SELECT DISTINCT user_id FROM (\(ReadTransaction.members))) AS members
          CROSS JOIN users WHERE users.id = members.user_id AND revision > :cursor ORDER BY revision LIMIT :limit
          """),
      arguments: arguments + ["cursor": query.cursor, "limit": query.mostUsers])
  }

  private var isFree: String { hasOpenEntries ? ReadTransaction.isFree : "1" }

  private func hasNoPull(of user: String, held: Bool) -> String {
    hasPulls ? ReadTransaction.hasNoPull(of: user, held: held) : "1"
  }

  private var line: Revision? { standing.line }

  private var arguments: StatementArguments {
    ReadTransaction.arguments(device, line: line)
  }

  private func findRemovals(_ sql: String, _ work: inout Work) throws {
    let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments + ["revoked": revoked])
    while let row = try rows.next(), !isFull(work) {
      let revision: Revision = row["revision"]
      guard let user = try? UserID(row["user_id"] as String), (query.ahead[user] ?? 0) < revision else { continue }
      let removal = PendingRemoval(user: user, revision: revision, task: nil)
      // Deleted twice while the device was away: it is asked once.
      if let earlier = work.removals.firstIndex(where: { $0.user == user }) {
        work.removals[earlier] = removal
      } else {
        work.removals.append(removal)
      }
    }
  }

  /// - Returns: the revision up to which everything was looked at.
  private func findWrites(
    _ sql: String, _ bounds: StatementArguments, through end: Revision, _ work: inout Work
  ) throws -> Revision {
    let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments + bounds)
    var through = query.cursor
    while let row = try rows.next() {
      let revision: Revision = row[ReadTransaction.revisionColumn]
      if let user = try? UserID(row[0] as String), (query.ahead[user] ?? 0) < revision {
        _ = try append(user, row, nil, &work)
      }
      through = revision
      if isFull(work) { return through }
    }
    return end
  }

  /// - Parameter row: of the user; what is sealed of it is opened only if nobody has encoded it yet.
  private func append(_ user: UserID, _ row: Row, _ task: PendingTask?, _ work: inout Work) throws -> Bool {
    let revision: Revision = row[ReadTransaction.revisionColumn]
    do {
      let differences = task?.overwrites == true ? [] : try differences(of: user)
      let (state, keep): ([UInt8], [Slot])
      if differences.isEmpty {
        (state, keep) = (try query.encode(revision, standing.capabilities) { try transaction.serverUser(row) }, [])
      } else {
        let known = try transaction.serverUser(row)
        let target = try Target(known.record, for: standing.capabilities, differences: differences)
        (state, keep) = (query.encodeTarget(target, known), target.keep)
      }
      work.writes.append(PendingWrite(user: user, revision: revision, state: state, keep: keep, task: task))
      work.bytes += state.count
      return true
    } catch is Fit.Misfit {
      if let task { work.pointless.append(PointlessTask(user: user, generation: task.generation)) }
      return false
    }
  }

  /// Slots that a write leaves alone (SEND-2).
  private func differences(of user: UserID) throws -> [(slot: Slot, value: [UInt8])] {
    hasOpenEntries ? try transaction.openDifferences(of: user, on: device).filter { !$0.slot.isRight } : []
  }

  /// A batch is one frame: what is written ends below the most bytes plus one record.
  private func isFull(_ work: Work) -> Bool {
    work.writes.count + work.removals.count >= query.mostUsers || work.bytes >= WorkQuery.mostBytes
  }
}
