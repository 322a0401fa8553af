import GRDB

/// The second schema: who may do what (SEC-2), what was done, who is told, a day of the server's figures by the minute;
/// and indexes that let people search and filter as fast among half a million users as among ten.
enum Schema2 {
  static func migrate(_ db: Database) throws {
    for statement in [accounts, audit, figures, devices, search] { try db.execute(sql: statement) }
  }

  private static let accounts = """
    CREATE TABLE administrators (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      role TEXT NOT NULL CHECK (role IN ('administrator', 'operator', 'viewer')),
      email TEXT NOT NULL DEFAULT '',
      password TEXT,
      created_at INTEGER NOT NULL,
      signed_in_at INTEGER
    ) STRICT;
    CREATE TABLE sign_in_links (
      digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
      administrator_id INTEGER NOT NULL REFERENCES administrators (id) ON DELETE CASCADE,
      expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sign_ins (
      digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
      administrator_id INTEGER NOT NULL REFERENCES administrators (id) ON DELETE CASCADE,
      created_at INTEGER NOT NULL,
      used_at INTEGER NOT NULL,
      address TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sign_ins_administrator ON sign_ins (administrator_id);
    CREATE TABLE api_tokens (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      role TEXT NOT NULL CHECK (role IN ('administrator', 'operator', 'viewer')),
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      created_by TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER,
      used_at INTEGER
    ) STRICT;
    """

  private static let audit = """
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      way TEXT NOT NULL,
      address TEXT NOT NULL,
      action TEXT NOT NULL,
      object TEXT NOT NULL,
      before TEXT,
      after TEXT,
      outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused'))
    ) STRICT;
    CREATE INDEX audit_actor ON audit (actor, id);
    CREATE INDEX audit_object ON audit (object, id);
    """

  private static let figures = """
    CREATE TABLE minutes (
      minute INTEGER PRIMARY KEY,
      logs INTEGER NOT NULL,
      enrolments INTEGER NOT NULL,
      transfers INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      longest_lag INTEGER
    ) STRICT;
    CREATE TABLE notifications (
      kind TEXT PRIMARY KEY,
      is_on INTEGER NOT NULL,
      minutes INTEGER NOT NULL,
      recipients TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  private static let devices = """
    ALTER TABLE devices ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
    CREATE INDEX tasks_due ON tasks (device_id, overwrite, not_before, user_id);
    CREATE INDEX events_device ON events (device_id, id) WHERE device_id IS NOT NULL;
    CREATE INDEX events_kind ON events (kind, id) WHERE kind <> 'log';
    """

  /// Parts of three characters and more are found by their trigrams, whatever their case.
  private static let search = """
    CREATE VIRTUAL TABLE user_search USING fts5 (id, name, email, tokenize = 'trigram');
    INSERT INTO user_search (rowid, id, name, email) SELECT incarnation, id, name, email FROM users;
    CREATE TRIGGER users_search_added AFTER INSERT ON users BEGIN
      INSERT INTO user_search (rowid, id, name, email) VALUES (new.incarnation, new.id, new.name, new.email);
    END;
    CREATE TRIGGER users_search_changed AFTER UPDATE OF name, email ON users
    WHEN old.name <> new.name OR old.email <> new.email BEGIN
      UPDATE user_search SET name = new.name, email = new.email WHERE rowid = new.incarnation;
    END;
    CREATE TRIGGER users_search_removed AFTER DELETE ON users BEGIN
      DELETE FROM user_search WHERE rowid = old.incarnation;
    END;
    """
}
