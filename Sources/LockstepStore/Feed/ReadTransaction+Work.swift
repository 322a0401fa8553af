import Foundation
import GRDB
public import LockstepCore

/// What a device's session asks when it looks for work.
public struct WorkQuery: Sendable {
  public var device: DeviceID
  /// How far the device is, in memory; at or above the saved one.
  public var cursor: Revision
  /// Up to here no revocation was left when it looked last, see ``Work/revoked``.
  public var revoked: Revision
  /// Users above the cursor that the device has confirmed already, and at which revision.
  public var ahead: [UserID: Revision]
  /// Users that are being read.
  public var reading: Set<UserID>
  /// Whether another read may start.
  public var wantsPulls: Bool
  /// Whether a write or delete may start.
  public var wantsWrites: Bool
  /// Whether what was changed above the cursor, or is lacking below it, may be written; revocations above it and removals
  /// are in any case, and what an operator asked for.
  public var wantsChanges: Bool
  /// Where the changes of the device are known, if not all are wanted.
  public var recent: RecentChanges?
  /// Until the backlog of logs is stored nothing is pulled and only revocations are sent (PULL-4, SEND-12).
  public var hasBacklog: Bool
  /// The head at which the device's line was last followed.
  public var lineHead: Revision
  /// How many users one look walks past to find those of the device.
  public var mostScanned: Int
  /// A device with at most so many memberships in its access groups is not walked for: its users are looked up for each
  /// batch.
  public var mostMembers: Int
  /// How many users one batch has at most.
  public var mostUsers: Int
  /// The state of a user at a revision, encoded for the device's profile; the closure loads it if it is not cached.
  public var encode: @Sendable (Revision, Capabilities, () throws -> ServerUser) throws -> [UInt8]
  /// The state of a user of whom the device keeps own values: for this device alone.
  public var encodeTarget: @Sendable (Target, ServerUser) -> [UInt8]

  public init(
    device: DeviceID, cursor: Revision, revoked: Revision = 0, ahead: [UserID: Revision], reading: Set<UserID>,
    wantsPulls: Bool, wantsWrites: Bool, wantsChanges: Bool = true, recent: RecentChanges? = nil,
    hasBacklog: Bool, lineHead: Revision,
    mostScanned: Int = Self.mostScanned, mostMembers: Int = Self.mostMembers, mostUsers: Int = Self.mostUsers,
    encode: @escaping @Sendable (Revision, Capabilities, () throws -> ServerUser) throws -> [UInt8],
    encodeTarget: @escaping @Sendable (Target, ServerUser) -> [UInt8]
  ) {
    self.device = device
    self.cursor = cursor
    self.revoked = revoked
    self.ahead = ahead
    self.reading = reading
    self.wantsPulls = wantsPulls
    self.wantsWrites = wantsWrites
    self.wantsChanges = wantsChanges
    self.recent = recent
    self.hasBacklog = hasBacklog
    self.lineHead = lineHead
    self.mostScanned = mostScanned
    self.mostMembers = mostMembers
    self.mostUsers = mostUsers
    self.encode = encode
    self.encodeTarget = encodeTarget
  }

  /// The most users of one batch, as many as one message may have, and the bytes after which it is closed.
  public static let mostUsers = 256
  /// The most users that a device is told to take without a look of its own.
  public static let mostTold = 64
  public static let mostBytes = 1 << 20
  public static let mostPulls = 16
  /// Of them in one message.
  public static let mostReadTogether = 8
  /// Some 20 ms.
  public static let mostScanned = 20_000
  /// Some 4 ms.
  public static let mostMembers = 2000
}

extension ReadTransaction {
  public func standing(of device: DeviceID) throws -> Standing {
    // Every look begins with this: only what it needs, and found by its place instead of its name.
    let standing = try db.readFirst(
      sql: """
        SELECT epoch, log_mark, (SELECT min(first) FROM gaps WHERE device_id = devices.id),
          (SELECT max(last) FROM gaps WHERE device_id = devices.id),
          hold, reconcile, behind, capabilities, head, cursor, is_deep, line, user_capacity, server.user_count,
          (SELECT value FROM settings WHERE name = '\(Setting.automaticUserSynchronization.rawValue)')
        FROM server, devices LEFT JOIN compares ON compares.device_id = devices.id AND compares.state = 'due'
        WHERE devices.id = ?
        """,
      arguments: [device.number], Standing.init(row:))
    guard let standing else { throw StoreError.sessionEnded }
    return standing
  }

  /// What is to be done with a device next: pulls; then revocations, tasks or changes, in this order (SEND-4 to -6,
  /// SEND-12).
  public func work(_ query: WorkQuery, at now: Int64) throws -> Work {
    let standing = try standing(of: query.device)
    let outlook = try Outlook(of: query.device, db)
    var work = Work(standing: standing)
    if outlook.hasPulls, query.wantsPulls, !query.hasBacklog, standing.hold == nil {
      try findPulls(query, at: now, &work)
    }
    if outlook.hasPulls || outlook.hasTasks { work.nextAt = try nextDue(query.device, after: now) }
    guard query.wantsWrites, !standing.serverIsBehind, standing.hold == nil || standing.hold == .suspended else {
      return work
    }
    work.hasOpenEntries = outlook.hasOpenEntries
    work.needsLine = try needsLine(query, standing)
    work.hasRightLine = !work.needsLine
    let search = WorkSearch(
      transaction: self, query: query, standing: standing, hasPulls: outlook.hasPulls,
      hasOpenEntries: outlook.hasOpenEntries, now: now)
    // Nearly every look but the first after it would find nothing.
    let hasRevocations = outlook.lastRevocation > search.revoked
    if hasRevocations { try search.findRevocations(&work) }
    guard !query.hasBacklog, !work.needsLine else { return work }
    if outlook.hasTasks, work.isEmptyOfWrites { try search.findTasks(&work) }
    guard query.wantsChanges, work.isEmptyOfWrites, standing.hold == nil, standing.reconcile == nil else { return work }
    try search.findChanges(&work)
    return work
  }

  private func findPulls(_ query: WorkQuery, at now: Int64, _ work: inout Work) throws {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT user_id, is_alone FROM waiting_pulls WHERE device_id = ? AND is_held = 0 AND not_before <= ?
          ORDER BY is_alone, since, user_id LIMIT ?
          """),
      arguments: [query.device.number, now, WorkQuery.mostPulls + query.reading.count])
    var (together, alone): ([UserID], UserID?) = ([], nil)
    while let row = try rows.next() {
      guard let user = try? UserID(row[0] as String), !query.reading.contains(user) else { continue }
      let isAlone: Bool = row[1]
      if isAlone { alone = alone ?? user } else { together.append(user) }
    }
    work.hasLonePulls = alone != nil
    if together.isEmpty, let alone {
      work.pullsAlone = true
      if query.reading.isEmpty { work.pulls = [alone] }
    } else {
      work.pulls = Array(together.prefix(max(0, WorkQuery.mostPulls - query.reading.count)))
    }
  }

  private func nextDue(_ device: DeviceID, after now: Int64) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT min(at) FROM (
            SELECT min(not_before) AS at FROM waiting_pulls
              WHERE device_id = ?1 AND is_held = 0 AND not_before > 0 AND not_before > ?2
            UNION ALL SELECT min(not_before) FROM tasks WHERE device_id = ?1 AND overwrite = 0 AND not_before > ?2
            UNION ALL SELECT min(not_before) FROM tasks WHERE device_id = ?1 AND overwrite = 1 AND not_before > ?2)
          """),
      arguments: [device.number, now])
  }

  /// SEND-8: whether the users that fit have to be counted anew.
  private func needsLine(_ query: WorkQuery, _ standing: Standing) throws -> Bool {
    guard standing.scope != .none, standing.head != query.lineHead else { return false }
    guard standing.line != nil || standing.userCount > standing.capacity else { return false }
    // A look after every commit must not count everybody, unless walking past what has changed since takes longer.
    if query.lineHead > 0, standing.head - query.lineHead <= query.mostScanned,
      try !mayMoveLine(standing.line, of: query.device, since: query.lineHead, standing.scope)
    {
      return false
    }
    return try line(of: query.device, capacity: standing.capacity, standing.scope) != standing.line
  }
}

extension Standing {
  /// - Parameter row: as ``ReadTransaction/standing(of:)`` asks for it.
  fileprivate init(row: Row) {
    let (mark, gap): (LogID, LogID?) = (row[1], row[2])
    let (isDeep, mode) = (row[10] as Bool?, SynchronizationMode(setting: row[14]))
    self.init(
      epoch: Epoch(stored: row[0]), mark: gap.map { min(mark, $0 - 1) } ?? mark, gap: gap,
      gapEnd: row[3] as LogID? ?? 0, hold: (row[4] as String?).flatMap(Hold.init(rawValue:)), reconcile: row[5],
      scope: mode.scope, serverIsBehind: row[6] as String? != nil,
      capabilities: Capabilities(bytes: Array(row[7] as Data)) ?? .full, head: row[8], cursor: row[9],
      isCompareDue: isDeep != nil, isCompareDeep: isDeep ?? false, line: row[11], capacity: row[12],
      userCount: row[13], takesUserUpdates: mode.takesUserUpdatesFromDevices)
  }
}

/// Whether there is anything beyond the changes above a device's cursor. Every commit wakes every device, and for nearly
/// all of them there is not: one question instead of one for each kind of work.
private struct Outlook {
  let hasPulls: Bool
  let hasTasks: Bool
  let hasOpenEntries: Bool
  /// See ``ReadTransaction/lastRevocation``.
  let lastRevocation: Revision

  init(of device: DeviceID, _ db: Database) throws {
    let known: (Bool, Bool, Bool, Revision)? = try db.readFirst(
      sql: """
        SELECT EXISTS (SELECT 1 FROM waiting_pulls WHERE device_id = ?1),
          EXISTS (SELECT 1 FROM tasks WHERE device_id = ?1),
          EXISTS (SELECT 1 FROM attention WHERE device_id = ?1 AND closed_at IS NULL),
          \(ReadTransaction.lastRevocation)
        """,
      arguments: [device.number]
    ) { ($0[0], $0[1], $0[2], $0[3]) }
    (hasPulls, hasTasks, hasOpenEntries, lastRevocation) = known ?? (true, true, true, .max)
  }
}

extension ReadTransaction {
  /// The newest deletion, leaving or change that takes something away, of whatever device it is; 0 for none.
  static let lastRevocation = """
    max(coalesce((SELECT max(revision) FROM tombstones), 0), coalesce((SELECT max(revision) FROM leavings), 0),
      coalesce((SELECT max(revocation) FROM users WHERE revocation > 0), 0))
    """
}

extension Work {
  fileprivate var isEmptyOfWrites: Bool { writes.isEmpty && removals.isEmpty }
}
