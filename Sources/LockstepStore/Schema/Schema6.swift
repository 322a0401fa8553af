import GRDB

/// The sixth schema: how far retention has removed the log of each device, who was erased for good (DEL-7), and whom a
/// transfer by hand put where they do not belong (SEND-10), and which revisions were given out (FAIL-3).
enum Schema6 {
  static func migrate(_ db: Database) throws {
    for statement in [retention, erasures, copies, givenOut] { try db.execute(sql: statement) }
  }

  /// `dropped_log`: the highest entry of the device's epoch that was removed. What comes again up to there was stored once.
  private static let retention = """
    ALTER TABLE devices ADD COLUMN dropped_log INTEGER NOT NULL DEFAULT 0;
    """

  /// `revision`: of the tombstone that devices have to confirm; 0 where none stands. `last_event`: what came later may be
  /// of somebody else. `words`: sealed, and empty once histories are done.
  private static let erasures = """
    ALTER TABLE events ADD COLUMN is_erased INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE erasures (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      user_id TEXT NOT NULL,
      incarnation INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      last_event INTEGER NOT NULL,
      asked_at INTEGER NOT NULL,
      asked_by TEXT NOT NULL,
      stage TEXT NOT NULL CHECK (stage IN ('events', 'runs', 'search', 'traces', 'doors', 'done')),
      place INTEGER NOT NULL DEFAULT 0,
      words TEXT NOT NULL,
      absent INTEGER NOT NULL DEFAULT 0,
      finished_at INTEGER
    ) STRICT;
    CREATE INDEX erasures_user ON erasures (user_id);
    CREATE INDEX erasures_open ON erasures (stage, id) WHERE stage <> 'done';
    """

  private static let copies = """
    CREATE TABLE copies_by_hand (
      device_id INTEGER NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
      user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      PRIMARY KEY (device_id, user_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX copies_by_hand_user ON copies_by_hand (user_id);
    """

  /// `last` is NULL for what is given out now. Without a row all up to the head were.
  private static let givenOut = """
    CREATE TABLE given_out (
      first INTEGER PRIMARY KEY,
      last INTEGER
    ) STRICT;
    """
}
