import GRDB
import LockstepCore

extension ReadTransaction {
  public func events(_ query: EventQuery) throws -> [StoredEvent] {
    let (condition, arguments) = Self.condition(query)
    let rows: [Row]
    if query.device == nil, query.user == nil {
      rows = try self.rows(query, condition, arguments, limit: query.limit)
    } else {
      rows = try rowsBySegment(query, condition, arguments)
    }
    return rows.compactMap(StoredEvent.init(row:))
  }

  /// What SQLite filters by, for its indexes.
  private static func condition(_ query: EventQuery) -> (sql: String, arguments: StatementArguments) {
    var conditions: [String] = []
    var arguments: StatementArguments = []
    if let device = query.device {
      conditions.append("device_id = ?")
      arguments += [device.number]
    }
    if let user = query.user {
      conditions.append("user_id = ?")
      arguments += [user]
    }
    if let kind = query.kind {
      // Said to SQLite too, so that it takes the index that leaves out the devices' own entries, or has them apart.
      let isOwn = kind == .log ? "TRUE" : conditions.isEmpty ? "kind <> 'log'" : "log_id IS NULL"
      conditions.append("kind = ? AND \(isOwn)")
      arguments += [kind.rawValue]
    }
    return (conditions.isEmpty ? "TRUE" : conditions.joined(separator: " AND "), arguments)
  }

  private func rows(
    _ query: EventQuery, _ condition: String, _ arguments: StatementArguments, limit: Int
  ) throws -> [Row] {
    let (beyond, number) = query.direction.beyond
    return try Row.fetchAll(
      db.cachedStatement(
        sql: "SELECT * FROM events WHERE \(condition) AND \(beyond) ORDER BY id \(query.direction.order) LIMIT ?"),
      arguments: arguments + [number, limit])
  }

  /// Goes from segment to segment until there are enough. Numbers are found first, which an index has.
  private func rowsBySegment(_ query: EventQuery, _ condition: String, _ arguments: StatementArguments) throws -> [Row]
  {
    let order = query.direction.order
    let (beyond, number) = query.direction.beyond
    let segments = try Int64.fetchCursor(
      db.cachedStatement(
        sql: """
          WITH RECURSIVE \(query.direction.segments)
          SELECT n FROM segments
          WHERE EXISTS (SELECT 1 FROM events WHERE \(EventSegments.number) = n AND \(condition) AND \(beyond))
          """),
      arguments: [number] + arguments + [number])
    let statement = try db.cachedStatement(
      sql: """
        SELECT * FROM events WHERE id IN (
          SELECT id FROM events WHERE \(EventSegments.number) = ? AND \(condition) AND \(beyond)
          ORDER BY id \(order) LIMIT ?)
        ORDER BY id \(order)
        """)
    var rows: [Row] = []
    while rows.count < query.limit, let segment = try segments.next() {
      rows += try Row.fetchAll(statement, arguments: [segment] + arguments + [number, query.limit - rows.count])
    }
    return rows
  }

  /// The number of the newest entry that there ever was, 0 for none.
  public func lastEvent() throws -> Int64 {
    try Int64.fetchOne(db.cachedStatement(sql: "SELECT seq FROM sqlite_sequence WHERE name = 'events'")) ?? 0
  }
}

extension EventQuery.Direction {
  fileprivate var order: String {
    switch self {
    case .after: "ASC"
    case .before: "DESC"
    }
  }

  fileprivate var segments: String {
    switch self {
    case .after: EventSegments.upwards
    case .before: EventSegments.downwards
    }
  }

  /// A condition, and the number that it asks for.
  fileprivate var beyond: (sql: String, number: Int64) {
    switch self {
    case .after(let number): ("id > ?", number)
    case .before(let number): ("id < ?", number)
    }
  }
}

extension StoredEvent {
  fileprivate init?(row: Row) {
    guard let kind = EventKind(rawValue: row["kind"]) else { return nil }
    self.init(
      id: row["id"], receivedAt: row["received_at"], kind: kind,
      device: (row["device_id"] as UInt32?).flatMap { DeviceID($0) },
      epoch: (row["epoch"] as Int64?).map { Epoch(stored: $0) }, log: row["log_id"], deviceTime: row["device_time"],
      code: (row["code"] as UInt16?).map { EventCode($0) },
      origin: (row["origin"] as UInt8?).flatMap(Origin.init(rawValue:)), user: row["user_id"],
      revision: row["revision"], mode: SynchronizationMode(rawValue: row["mode"]) ?? .notUsed, detail: row["detail"])
  }
}
