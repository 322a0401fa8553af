import Foundation
import GRDB

/// The fifth schema: sealed at rest (SEC-5). What is to be sealed is sealed row by row, card numbers are found by their
/// digests, and the database names the key that it is sealed with.
enum Schema5 {
  static func migrate(_ db: Database, _ key: DataKey) throws {
    // What is freed is overwritten.
    try db.execute(sql: "PRAGMA secure_delete = ON")
    for statement in [server, cards, people, slots] { try db.execute(sql: statement) }
    try db.execute(sql: "UPDATE server SET key_id = ?", arguments: [Data(key.id)])
    // Of a removed card only the digest is kept; early versions kept its slot too.
    try db.execute(
      sql: """
        INSERT INTO superseded (incarnation, slot, digest, revision)
          SELECT incarnation, 'card', digest, max(revision) FROM superseded WHERE slot GLOB 'card:*'
          GROUP BY incarnation, digest
          ON CONFLICT DO UPDATE SET revision = max(revision, excluded.revision);
        DELETE FROM superseded WHERE slot GLOB 'card:*';
        """)
    try Resealing(db: db, earlier: nil, key: key, columns: SealedColumn.ofFifthSchema).run()
  }

  /// `has_traces`: whether the file may have bytes yet of what was in it before, in clear or under an earlier key.
  private static let server = """
    CREATE TABLE sealed_server (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      id BLOB NOT NULL CHECK (length(id) = 16),
      digest_key BLOB NOT NULL,
      key_id BLOB NOT NULL CHECK (length(key_id) = 16),
      has_traces INTEGER NOT NULL DEFAULT 0,
      head INTEGER NOT NULL DEFAULT 0,
      incarnation INTEGER NOT NULL DEFAULT 0,
      user_count INTEGER NOT NULL DEFAULT 0,
      next_number INTEGER NOT NULL DEFAULT 1000000000,
      behind TEXT,
      behind_revision INTEGER NOT NULL DEFAULT 0,
      behind_incarnation INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    INSERT INTO sealed_server (only, id, digest_key, key_id, has_traces, head, incarnation, user_count, next_number,
      behind, behind_revision, behind_incarnation)
    SELECT only, id, digest_key, zeroblob(16), 1, head, incarnation, user_count, next_number, behind, behind_revision,
      behind_incarnation FROM server;
    DROP TABLE server;
    ALTER TABLE sealed_server RENAME TO server;
    """

  private static let cards = """
    DROP TABLE cards;
    CREATE TABLE cards (
      digest BLOB PRIMARY KEY CHECK (length(digest) = 16),
      user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cards_user ON cards (user_id);
    """

  private static let people = """
    ALTER TABLE people RENAME COLUMN number TO number_digest;
    CREATE INDEX people_page ON people (project_id, user_id);
    """

  private static let slots = """
    ALTER TABLE attention ADD COLUMN card BLOB;
    ALTER TABLE provenance ADD COLUMN card BLOB;
    """
}
