import GRDB

/// The seventh schema: the monitoring log is indexed in segments of ``EventSegments``, so that what is stored of a
/// thousand devices goes to few pages of an index however long the log is, and retention frees whole pages of it. Which
/// entry is the newest of a device's log is written down, not looked up; and so is which pull or urgent task of a device
/// is the next one, however many of them wait. Newcomers are put into the index of the search together.
enum Schema7 {
  static func migrate(_ db: Database) throws {
    for statement in [newest, indexes, pulls, tasks, search] { try db.execute(sql: statement) }
  }

  /// `last_event`: the newest entry of the device's log that is stored, by its number in the monitoring log; 0 for none.
  /// `ended_logs`: the same of each log that a device does not write to any more: another epoch or fork, or the device was
  /// removed.
  private static let newest = """
    ALTER TABLE devices ADD COLUMN last_event INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE ended_logs (
      device_id INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      fork INTEGER NOT NULL,
      last_log INTEGER NOT NULL,
      last_event INTEGER NOT NULL,
      PRIMARY KEY (device_id, epoch, fork)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO ended_logs (device_id, epoch, fork, last_log, last_event)
      SELECT device_id, epoch, fork, max(log_id), id FROM events WHERE device_id IS NOT NULL AND log_id IS NOT NULL
      GROUP BY device_id, epoch, fork;
    UPDATE devices SET last_event = ended.last_event FROM ended_logs AS ended
      WHERE ended.device_id = devices.id AND ended.epoch = devices.epoch AND ended.fork = devices.fork;
    DELETE FROM ended_logs WHERE EXISTS (
      SELECT 1 FROM devices WHERE id = ended_logs.device_id AND last_event = ended_logs.last_event);
    """

  /// `events_people`: who was enrolled and deleted at a device, which is rare.
  private static let indexes = """
    DROP INDEX events_log;
    DROP INDEX events_user;
    DROP INDEX events_device;
    CREATE INDEX events_device ON events (\(EventSegments.number), device_id, log_id) WHERE device_id IS NOT NULL;
    CREATE INDEX events_user ON events (\(EventSegments.number), user_id) WHERE user_id IS NOT NULL;
    CREATE INDEX events_people ON events (device_id, log_id) WHERE \(EventSegments.isOfPeople);
    """

  private static let pulls = """
    CREATE INDEX waiting_pulls_next ON waiting_pulls (device_id, is_alone, since, user_id, not_before) WHERE is_held = 0;
    CREATE INDEX waiting_pulls_later ON waiting_pulls (device_id, not_before) WHERE is_held = 0 AND not_before > 0;
    """

  /// Tasks that do not wait for their turn among the changes: few at any time.
  private static let tasks = """
    CREATE INDEX tasks_first ON tasks (device_id, overwrite, not_before, user_id) WHERE \(WorkSearch.goesFirst);
    """

  /// What one transaction puts into the index of the search is a part of its own there, which is merged with others again
  /// and again: seven pages for each newcomer. Sixty-four come into it together, and until then are searched one by one,
  /// see ``ReadTransaction/users(matching:byCardNumber:in:after:limit:)``.
  private static let search = """
    CREATE TABLE search_waiting (incarnation INTEGER PRIMARY KEY) STRICT;
    CREATE TRIGGER search_waiting_full AFTER INSERT ON search_waiting
    WHEN (SELECT count(*) FROM search_waiting) >= 64 BEGIN
      INSERT INTO user_search (rowid, id, name, email)
        SELECT incarnation, id, name, email FROM users
        WHERE incarnation IN (SELECT incarnation FROM search_waiting) ORDER BY incarnation;
      DELETE FROM search_waiting;
    END;
    DROP TRIGGER users_search_added;
    CREATE TRIGGER users_search_added AFTER INSERT ON users BEGIN
      INSERT INTO search_waiting (incarnation) VALUES (new.incarnation);
    END;
    CREATE TRIGGER search_waiting_removed AFTER DELETE ON users BEGIN
      DELETE FROM search_waiting WHERE incarnation = old.incarnation;
    END;
    """
}
