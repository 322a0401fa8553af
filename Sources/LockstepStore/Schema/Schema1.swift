import GRDB

/// The first schema. Constraints hold the invariants: one user for a card number, one user for an ID whatever its case,
/// one stored entry for (device, epoch, fork, log ID), one open entry of a kind under *Needs attention*.
enum Schema1 {
  static func create(_ db: Database) throws {
    for statement in [server, users, devices, events, work, attention] { try db.execute(sql: statement) }
  }

  private static let server = """
    CREATE TABLE server (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      id BLOB NOT NULL CHECK (length(id) = 16),
      digest_key BLOB NOT NULL CHECK (length(digest_key) = 32),
      head INTEGER NOT NULL DEFAULT 0,
      incarnation INTEGER NOT NULL DEFAULT 0,
      user_count INTEGER NOT NULL DEFAULT 0,
      next_number INTEGER NOT NULL DEFAULT 1000000000,
      behind TEXT,
      behind_revision INTEGER NOT NULL DEFAULT 0,
      behind_incarnation INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """

  private static let users = """
    CREATE TABLE users (
      id TEXT PRIMARY KEY,
      folded_id TEXT NOT NULL UNIQUE,
      incarnation INTEGER NOT NULL UNIQUE,
      revision INTEGER NOT NULL UNIQUE,
      revocation INTEGER NOT NULL DEFAULT 0,
      entered INTEGER NOT NULL,
      version INTEGER NOT NULL,
      name TEXT NOT NULL,
      email TEXT NOT NULL,
      phone TEXT NOT NULL,
      department TEXT NOT NULL,
      title TEXT NOT NULL,
      login TEXT NOT NULL,
      custom_fields TEXT NOT NULL,
      is_protected INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      changed_at INTEGER NOT NULL,
      record BLOB NOT NULL
    ) STRICT;
    CREATE INDEX users_revocation ON users (revocation) WHERE revocation > 0;
    CREATE INDEX users_entered ON users (entered);
    CREATE INDEX users_name ON users (name COLLATE NOCASE);
    CREATE INDEX users_email ON users (email COLLATE NOCASE) WHERE email <> '';
    CREATE TABLE cards (
      number BLOB PRIMARY KEY,
      user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cards_user ON cards (user_id);
    CREATE TABLE access_groups (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE
    ) STRICT;
    CREATE TABLE user_groups (
      user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      group_id INTEGER NOT NULL REFERENCES access_groups (id),
      since INTEGER NOT NULL,
      PRIMARY KEY (user_id, group_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX user_groups_group ON user_groups (group_id, user_id);
    CREATE TABLE tombstones (
      incarnation INTEGER PRIMARY KEY,
      user_id TEXT NOT NULL,
      revision INTEGER NOT NULL UNIQUE,
      deleted_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX tombstones_user ON tombstones (user_id);
    CREATE TABLE deleted_users (
      incarnation INTEGER PRIMARY KEY,
      user_id TEXT NOT NULL,
      deleted_at INTEGER NOT NULL,
      details TEXT NOT NULL,
      record BLOB NOT NULL
    ) STRICT;
    CREATE INDEX deleted_users_user ON deleted_users (user_id);
    CREATE TABLE leavings (
      user_id TEXT NOT NULL,
      group_id INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      PRIMARY KEY (user_id, group_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX leavings_revision ON leavings (revision);
    CREATE TABLE superseded (
      incarnation INTEGER NOT NULL,
      slot TEXT NOT NULL,
      digest BLOB NOT NULL,
      revision INTEGER NOT NULL,
      PRIMARY KEY (incarnation, slot, digest)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE provenance (
      incarnation INTEGER NOT NULL,
      slot TEXT NOT NULL,
      source TEXT NOT NULL,
      actor TEXT NOT NULL,
      device_id INTEGER,
      epoch INTEGER,
      log_id INTEGER,
      at INTEGER NOT NULL,
      PRIMARY KEY (incarnation, slot)
    ) STRICT, WITHOUT ROWID;
    """

  private static let devices = """
    CREATE TABLE devices (
      id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 4294967295),
      public_key BLOB NOT NULL CHECK (length(public_key) = 32),
      candidate_key BLOB,
      is_registered INTEGER NOT NULL DEFAULT 0,
      name TEXT NOT NULL,
      place TEXT NOT NULL DEFAULT '',
      enrolment_group INTEGER REFERENCES access_groups (id),
      hold TEXT,
      hold_reason TEXT NOT NULL DEFAULT '',
      reconcile TEXT,
      session INTEGER NOT NULL DEFAULT 0,
      epoch INTEGER NOT NULL,
      fork INTEGER NOT NULL DEFAULT 0,
      log_mark INTEGER NOT NULL DEFAULT 0,
      last_log INTEGER NOT NULL DEFAULT 0,
      history INTEGER NOT NULL DEFAULT 0,
      cursor INTEGER NOT NULL DEFAULT 0,
      line INTEGER,
      model TEXT NOT NULL,
      firmware TEXT NOT NULL,
      capabilities BLOB NOT NULL,
      user_capacity INTEGER NOT NULL,
      user_count INTEGER NOT NULL,
      clock_skew INTEGER NOT NULL DEFAULT 0,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER NOT NULL,
      equal_at INTEGER
    ) STRICT;
    CREATE TABLE device_groups (
      device_id INTEGER NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
      group_id INTEGER NOT NULL REFERENCES access_groups (id),
      PRIMARY KEY (device_id, group_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX device_groups_group ON device_groups (group_id);
    CREATE TABLE enrolled_again (
      device_id INTEGER NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
      user_id TEXT NOT NULL,
      PRIMARY KEY (device_id, user_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE gaps (
      device_id INTEGER NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      PRIMARY KEY (device_id, first)
    ) STRICT, WITHOUT ROWID;
    """

  private static let events = """
    CREATE TABLE events (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      received_at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      device_id INTEGER,
      epoch INTEGER,
      fork INTEGER,
      log_id INTEGER,
      device_time INTEGER,
      code INTEGER,
      origin INTEGER,
      user_id TEXT,
      revision INTEGER,
      mode TEXT NOT NULL,
      detail TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX events_log ON events (device_id, epoch, fork, log_id) WHERE log_id IS NOT NULL;
    CREATE INDEX events_user ON events (user_id) WHERE user_id IS NOT NULL;
    """

  private static let work = """
    CREATE TABLE waiting_pulls (
      device_id INTEGER NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
      user_id TEXT NOT NULL,
      enrolled INTEGER NOT NULL,
      by_hand INTEGER NOT NULL DEFAULT 0,
      epoch INTEGER NOT NULL,
      last_log INTEGER NOT NULL,
      since INTEGER NOT NULL,
      is_held INTEGER NOT NULL DEFAULT 0,
      is_alone INTEGER NOT NULL DEFAULT 0,
      cuts INTEGER NOT NULL DEFAULT 0,
      not_before INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (device_id, user_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tasks (
      device_id INTEGER NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
      user_id TEXT NOT NULL,
      action TEXT NOT NULL CHECK (action IN ('write', 'remove')),
      overwrite INTEGER NOT NULL DEFAULT 0,
      after_log INTEGER NOT NULL DEFAULT 0,
      attempts INTEGER NOT NULL DEFAULT 0,
      not_before INTEGER NOT NULL DEFAULT 0,
      transfer_id INTEGER,
      generation INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (device_id, user_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE transfers (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      action TEXT NOT NULL,
      overwrite INTEGER NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE transfer_items (
      transfer_id INTEGER NOT NULL REFERENCES transfers (id) ON DELETE CASCADE,
      device_id INTEGER NOT NULL,
      user_id TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT NOT NULL DEFAULT '',
      PRIMARY KEY (transfer_id, device_id, user_id)
    ) STRICT, WITHOUT ROWID;
    """

  private static let attention = """
    CREATE TABLE attention (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      user_id TEXT NOT NULL DEFAULT '',
      incarnation INTEGER NOT NULL DEFAULT 0,
      device_id INTEGER NOT NULL DEFAULT 0,
      slot TEXT NOT NULL DEFAULT '',
      reason TEXT NOT NULL,
      value BLOB,
      version INTEGER NOT NULL DEFAULT 1,
      since INTEGER NOT NULL,
      closed_at INTEGER,
      outcome TEXT
    ) STRICT;
    CREATE UNIQUE INDEX attention_open ON attention (device_id, user_id, kind, slot) WHERE closed_at IS NULL;
    CREATE INDEX attention_user ON attention (user_id) WHERE closed_at IS NULL;
    """
}
