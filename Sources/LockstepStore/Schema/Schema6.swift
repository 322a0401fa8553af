import GRDB

/// The sixth schema: how far retention has removed the log of each device.
enum Schema6 {
  static func migrate(_ db: Database) throws {
    for statement in [retention] { try db.execute(sql: statement) }
  }

  /// `dropped_log`: the highest entry of the device's epoch that was removed. What comes again up to there was stored once.
  private static let retention = """
    ALTER TABLE devices ADD COLUMN dropped_log INTEGER NOT NULL DEFAULT 0;
    """
}
