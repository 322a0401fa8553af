import Foundation
import GRDB

extension Store {
  /// Seals everything with another key, in one durable transaction: until it is committed the database fits the earlier
  /// key, and from then on the new one. This store is of no use afterwards but to be closed; the next opening removes what
  /// the earlier key opens from the file.
  ///
  /// - Parameter progress: called now and then with the part that is done, 0 to 1.
  public func reseal(with key: DataKey, progress: @escaping (Double) -> Void = { _ in }) throws {
    try writer.write { db in
      let all = try Resealing.count(db)
      var done = 0
      let resealing = Resealing(db: db, earlier: self.key, key: key) { count in
        done += count
        progress(all == 0 ? 1 : min(1, Double(done) / Double(all)))
      }
      try resealing.run()
      try db.executeCached(sql: "UPDATE server SET key_id = ?, has_traces = 1", arguments: [Data(key.id)])
    }
    progress(1)
  }
}
