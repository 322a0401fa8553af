import GRDB

/// The third schema: people who come and go by a file (section 9), and the mail that tells them.
///
/// What a file says of a person is kept beside the user, with keyed hashes of the row and of what it is found by: a run
/// reads hashes, and texts only where something changed.
enum Schema3 {
  static func migrate(_ db: Database) throws {
    for statement in [projects, people, runs, mail] { try db.execute(sql: statement) }
  }

  private static let projects = """
    CREATE TABLE projects (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      short_name TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      version INTEGER NOT NULL DEFAULT 1,
      is_enabled INTEGER NOT NULL DEFAULT 1,
      interval INTEGER NOT NULL,
      deletes_linked INTEGER NOT NULL DEFAULT 0,
      invitations TEXT NOT NULL DEFAULT 'at-once' CHECK (invitations IN ('at-once', 'when-released')),
      language TEXT NOT NULL DEFAULT 'en',
      support_contact TEXT NOT NULL DEFAULT '',
      sender_name TEXT NOT NULL DEFAULT '',
      most_deletions INTEGER NOT NULL,
      most_percent INTEGER NOT NULL,
      watched_path TEXT NOT NULL DEFAULT '',
      created_at INTEGER NOT NULL,
      enabled_at INTEGER NOT NULL,
      completed_at INTEGER,
      missed_since INTEGER,
      told_cause BLOB,
      told_at INTEGER,
      people_version INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE project_groups (
      project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      group_id INTEGER NOT NULL REFERENCES access_groups (id) ON DELETE CASCADE,
      PRIMARY KEY (project_id, group_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE project_admins (
      project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      administrator_id INTEGER NOT NULL REFERENCES administrators (id) ON DELETE CASCADE,
      is_official_contact INTEGER NOT NULL DEFAULT 0,
      since INTEGER NOT NULL,
      PRIMARY KEY (project_id, administrator_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX project_admins_administrator ON project_admins (administrator_id);
    CREATE TABLE project_keys (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      name TEXT NOT NULL COLLATE NOCASE,
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      created_by TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      used_at INTEGER,
      used_from TEXT NOT NULL DEFAULT '',
      UNIQUE (project_id, name)
    ) STRICT;
    """

  private static let people = """
    CREATE TABLE people (
      user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
      project_id INTEGER NOT NULL REFERENCES projects (id),
      email_key INTEGER NOT NULL,
      sync_key INTEGER,
      content INTEGER NOT NULL,
      is_linked INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('invited', 'active', 'reset')),
      first_name TEXT NOT NULL,
      last_name TEXT NOT NULL,
      email TEXT NOT NULL,
      number BLOB NOT NULL,
      id_text TEXT NOT NULL,
      sync_id TEXT,
      since INTEGER NOT NULL,
      is_released INTEGER NOT NULL,
      invited_at INTEGER,
      expires_at INTEGER,
      activated_at INTEGER,
      reset_at INTEGER
    ) STRICT;
    CREATE INDEX people_roster ON people (project_id, email_key, sync_key, content, is_linked, status, user_id);
    CREATE INDEX people_status ON people (project_id, status, is_released);
    CREATE INDEX people_reset ON people (number) WHERE status = 'reset';
    CREATE TRIGGER people_added AFTER INSERT ON people BEGIN
      UPDATE projects SET people_version = people_version + 1 WHERE id = new.project_id;
    END;
    CREATE TRIGGER people_changed AFTER UPDATE OF email_key, sync_key, content ON people BEGIN
      UPDATE projects SET people_version = people_version + 1 WHERE id = new.project_id;
    END;
    CREATE TRIGGER people_removed AFTER DELETE ON people BEGIN
      UPDATE projects SET people_version = people_version + 1 WHERE id = old.project_id;
    END;
    CREATE TABLE former_people (
      incarnation INTEGER PRIMARY KEY,
      project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      user_id TEXT NOT NULL,
      name TEXT NOT NULL,
      email TEXT NOT NULL,
      run_id INTEGER,
      is_approved INTEGER NOT NULL,
      deleted_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX former_people_project ON former_people (project_id, deleted_at);
    CREATE TABLE invitation_links (
      digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
      user_id TEXT NOT NULL REFERENCES people (user_id) ON DELETE CASCADE,
      is_phone INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX invitation_links_user ON invitation_links (user_id);
    """

  private static let runs = """
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      way TEXT NOT NULL,
      actor TEXT NOT NULL,
      file TEXT NOT NULL,
      digest BLOB NOT NULL,
      bytes INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      ended_at INTEGER NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('done', 'no-change', 'held', 'refused')),
      reason TEXT NOT NULL DEFAULT '',
      plan BLOB,
      cause BLOB,
      people_version INTEGER NOT NULL,
      head INTEGER NOT NULL,
      rows INTEGER NOT NULL DEFAULT 0,
      added INTEGER NOT NULL DEFAULT 0,
      linked INTEGER NOT NULL DEFAULT 0,
      updated INTEGER NOT NULL DEFAULT 0,
      deleted INTEGER NOT NULL DEFAULT 0,
      unlinked INTEGER NOT NULL DEFAULT 0,
      unchanged INTEGER NOT NULL DEFAULT 0,
      kept INTEGER NOT NULL DEFAULT 0,
      held INTEGER NOT NULL DEFAULT 0,
      errors INTEGER NOT NULL DEFAULT 0,
      decision TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'approved', 'rejected', 'replaced')),
      decided_by TEXT NOT NULL DEFAULT '',
      decided_at INTEGER
    ) STRICT;
    CREATE INDEX runs_project ON runs (project_id, id);
    CREATE TABLE run_parts (
      run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      part INTEGER NOT NULL,
      count INTEGER NOT NULL,
      rows TEXT NOT NULL,
      PRIMARY KEY (run_id, part)
    ) STRICT;
    CREATE TABLE last_files (
      project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      is_accepted INTEGER NOT NULL,
      run_id INTEGER NOT NULL,
      has_sync_ids INTEGER NOT NULL,
      ends_with_line_end INTEGER NOT NULL,
      marks BLOB NOT NULL,
      PRIMARY KEY (project_id, is_accepted)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE held_items (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      hold TEXT NOT NULL,
      item TEXT NOT NULL
    ) STRICT;
    CREATE INDEX held_items_project ON held_items (project_id, hold);
    CREATE TABLE decisions (
      project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
      subject BLOB NOT NULL,
      choice TEXT NOT NULL,
      actor TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (project_id, subject)
    ) STRICT, WITHOUT ROWID;
    """

  private static let mail = """
    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      project_id INTEGER REFERENCES projects (id) ON DELETE SET NULL,
      user_id TEXT,
      language TEXT NOT NULL DEFAULT 'en',
      recipient TEXT NOT NULL,
      content TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      not_before INTEGER NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      tried_since INTEGER,
      state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'refused', 'withdrawn')),
      answer TEXT NOT NULL DEFAULT '',
      ended_at INTEGER
    ) STRICT;
    CREATE INDEX outbox_due ON outbox (not_before, id) WHERE state = 'waiting';
    CREATE INDEX outbox_user ON outbox (user_id) WHERE user_id IS NOT NULL;
    CREATE INDEX outbox_ended ON outbox (ended_at) WHERE state <> 'waiting';
    CREATE INDEX outbox_state ON outbox (state, id);
    CREATE TABLE mail_server (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      host TEXT NOT NULL,
      port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
      security TEXT NOT NULL CHECK (security IN ('none', 'starttls', 'tls')),
      user TEXT NOT NULL,
      authority TEXT NOT NULL,
      sender_address TEXT NOT NULL,
      sender_name TEXT NOT NULL
    ) STRICT;
    CREATE TABLE causes (
      kind TEXT NOT NULL,
      object TEXT NOT NULL,
      since INTEGER NOT NULL,
      told_at INTEGER NOT NULL,
      through INTEGER NOT NULL,
      ended_at INTEGER,
      PRIMARY KEY (kind, object)
    ) STRICT, WITHOUT ROWID;
    """
}
