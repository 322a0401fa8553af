import GRDB
import LockstepCore

extension ReadTransaction {
  public func events(_ query: EventQuery) throws -> [StoredEvent] {
    let (comparison, number, order) =
      switch query.direction {
      case .after(let number): (">", number, "ASC")
      case .before(let number): ("<", number, "DESC")
      }
    var conditions = ["id \(comparison) ?"]
    var arguments: StatementArguments = [number]
    if let device = query.device {
      conditions.append("device_id = ?")
      arguments += [device.number]
    }
    if let user = query.user {
      conditions.append("user_id = ?")
      arguments += [user]
    }
    if let kind = query.kind {
      // Said to SQLite too, so that it takes the index, which leaves out the devices' own entries.
      conditions.append(kind == .log ? "kind = ?" : "kind = ? AND kind <> 'log'")
      arguments += [kind.rawValue]
    }
    return try Row.fetchAll(
      db.cachedStatement(
        sql: "SELECT * FROM events WHERE \(conditions.joined(separator: " AND ")) ORDER BY id \(order) LIMIT ?"),
      arguments: arguments + [query.limit]
    ).compactMap(StoredEvent.init(row:))
  }

  /// The number of the newest entry that there ever was, 0 for none.
  public func lastEvent() throws -> Int64 {
    try Int64.fetchOne(db.cachedStatement(sql: "SELECT seq FROM sqlite_sequence WHERE name = 'events'")) ?? 0
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
