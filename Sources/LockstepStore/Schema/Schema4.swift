import GRDB

/// The fourth schema: digests of users for each capability profile that a device has, and what the last compare of each
/// device found (section 8).
///
/// A digest of 128 bits is kept as four numbers of 32 bits, the highest first, so that SQL can add them up.
enum Schema4 {
  static func migrate(_ db: Database) throws {
    for statement in [digests, compares] { try db.execute(sql: statement) }
  }

  private static let digests = """
    CREATE TABLE digest_profiles (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      capabilities BLOB NOT NULL UNIQUE,
      through TEXT NOT NULL DEFAULT '',
      is_complete INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE user_digests (
      profile_id INTEGER NOT NULL,
      user_id TEXT NOT NULL,
      bucket INTEGER NOT NULL,
      d0 INTEGER NOT NULL,
      d1 INTEGER NOT NULL,
      d2 INTEGER NOT NULL,
      d3 INTEGER NOT NULL,
      PRIMARY KEY (profile_id, user_id)
    ) STRICT, WITHOUT ROWID;
    """

  private static let compares = """
    CREATE TABLE compares (
      device_id INTEGER PRIMARY KEY REFERENCES devices (id) ON DELETE CASCADE,
      state TEXT NOT NULL CHECK (state IN ('asked', 'due', 'done', 'failed')),
      cause TEXT NOT NULL,
      is_deep INTEGER NOT NULL,
      asked_at INTEGER NOT NULL,
      ended_at INTEGER,
      was_deep INTEGER NOT NULL DEFAULT 0,
      deep_at INTEGER,
      failure TEXT NOT NULL DEFAULT '',
      same INTEGER NOT NULL DEFAULT 0,
      left_out INTEGER NOT NULL DEFAULT 0,
      counts TEXT NOT NULL DEFAULT '{}',
      repaired INTEGER NOT NULL DEFAULT 0,
      read_back INTEGER NOT NULL DEFAULT 0,
      has_wrong_digests INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX compares_open ON compares (state, asked_at) WHERE state IN ('asked', 'due');
    CREATE TABLE findings (
      device_id INTEGER NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
      user_id TEXT NOT NULL,
      finding TEXT NOT NULL,
      PRIMARY KEY (device_id, user_id)
    ) STRICT, WITHOUT ROWID;
    """
}
