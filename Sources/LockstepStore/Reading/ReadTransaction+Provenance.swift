import GRDB
public import LockstepCore

extension ReadTransaction {
  /// In the order of the record's fields.
  public func provenance(of incarnation: Incarnation) throws -> [StoredProvenance] {
    try Row.fetchAll(
      db.cachedStatement(sql: "SELECT * FROM provenance WHERE incarnation = ?"), arguments: [incarnation]
    )
    .compactMap { row in
      try slot(ofOrigin: row).map { slot in
        StoredProvenance(
          slot: slot, source: row["source"], actor: row["actor"],
          device: (row["device_id"] as UInt32?).flatMap { DeviceID($0) },
          epoch: (row["epoch"] as Int64?).map { Epoch(stored: $0) }, log: row["log_id"], at: row["at"])
      }
    }
    .sorted { $0.slot < $1.slot }
  }
}
