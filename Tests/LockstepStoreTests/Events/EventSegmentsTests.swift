import Foundation
import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

/// A monitoring log of more than one segment.
struct EventSegmentsTests {
  /// Entries of other doors, and of nobody's interest, that lie in between.
  private func skip(_ segments: Int64, _ scene: StoreScene) throws {
    try scene.store.write { transaction in
      try transaction.db.execute(
        sql: "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'events'", arguments: [segments * 16_384])
    }
  }

  /// Two doors whose logs lie in four segments, with an empty one between.
  private func spread(_ scene: StoreScene) throws -> (one: SessionKey, two: SessionKey) {
    let (one, two) = (try scene.door(1001), try scene.door(1002))
    for step in 0..<LogID(4) {
      let ids = (step * 10 + 1)...(step * 10 + 10)
      try scene.ingest(ids.map { StoreScene.entry($0, .verifySuccess, user: "\(1 + $0 % 3)") }, one)
      if step != 2 { try scene.ingest([StoreScene.entry(step + 1, .verifyFail, user: "1")], two) }
      try skip(step == 1 ? 2 : 1, scene)
    }
    return (one, two)
  }

  @Test(
    "LOG-4 the last entry of a door that goes on with its log is found beside the newest ones, however long the log is")
  func lastEntryOfAWhileAgo() throws {
    try StoreScene.run { scene in
      let door = try scene.door(1001)
      try scene.ingest([StoreScene.entry(1, .verifySuccess)], door)
      try skip(4000, scene)
      try scene.ingest([StoreScene.entry(2, .verifySuccess)], door)
      try skip(1, scene)
      try scene.ingest([StoreScene.entry(3, .verifySuccess)], door)
      func steps(checking entry: LogEntry) throws -> Int {
        try scene.store.write { transaction in
          try transaction.checkLastEntry(entry, session: door, at: 3)
          return try Int.fetchOne(
            transaction.db, sql: "SELECT sum(nstep) FROM sqlite_stmt WHERE sql LIKE '%is_erased FROM events%'") ?? 0
        }
      }
      let near = try steps(checking: StoreScene.entry(2, .verifySuccess))
      let far = try steps(checking: StoreScene.entry(1, .verifySuccess)) - near
      #expect(near > 0 && near < 500 && far > 4000)
      #expect(try scene.store.read { try $0.standing(of: door.device) }.hold == nil)
      try scene.store.write { try $0.checkLastEntry(StoreScene.entry(2, .verifyFail), session: door, at: 4) }
      #expect(try scene.store.read { try $0.standing(of: door.device) }.hold != nil)
    }
  }

  @Test("LOG-4 of two forks of a log the entry of the newer one is what the door's last entry is compared with")
  func lastEntryOfTwoForks() throws {
    try StoreScene.run { scene in
      let door = try scene.door(1001)
      try scene.ingest([StoreScene.entry(1, .verifySuccess)], door)
      try skip(3, scene)
      try scene.store.write { transaction in
        try transaction.db.execute(
          sql: """
            INSERT INTO events (received_at, kind, device_id, epoch, fork, log_id, device_time, code, origin, user_id, mode,
                detail, is_erased)
              SELECT received_at, kind, device_id, epoch, fork + 1, log_id, device_time, ?, origin, user_id, mode, detail,
                is_erased FROM events WHERE log_id = 1;
            UPDATE devices SET fork = fork + 1
            """,
          arguments: [EventCode.verifyFail.rawValue])
      }
      try skip(2, scene)
      try scene.ingest([StoreScene.entry(2, .verifySuccess)], door)
      func hold(after code: EventCode) throws -> Hold? {
        try scene.store.write { try $0.checkLastEntry(StoreScene.entry(1, code), session: door, at: 3) }
        return try scene.store.read { try $0.standing(of: door.device) }.hold
      }
      #expect(try hold(after: .verifyFail) == nil)
      #expect(try hold(after: .verifySuccess) != nil)
    }
  }

  @Test(
    "LOG-8 the entries of a door, a user or a kind are listed in both directions, across segments and from any number on"
  )
  func lists() throws {
    try StoreScene.run { scene in
      let (one, two) = try spread(scene)
      let all = try scene.events()
      #expect(Set(all.map { EventSegments.segment(of: $0.id) }).count == 4)
      let places = [all.count / 3, all.count / 2, all.count - 1].map { all[$0].id }
      func check(_ query: EventQuery, _ isIncluded: (StoredEvent) -> Bool) throws {
        let expected = all.filter(isIncluded).map(\.id)
        #expect(!expected.isEmpty)
        for limit in [1, 7, 1000] {
          for place in [0] + places {
            let after = expected.filter { $0 > place }.prefix(limit)
            #expect(try ids(query, .after(place), limit, scene) == Array(after))
          }
          for place in places + [.max] {
            let before = expected.filter { $0 < place }.reversed().prefix(limit)
            #expect(try ids(query, .before(place), limit, scene) == Array(before))
          }
        }
      }
      try check(EventQuery(device: one.device, limit: 1)) { $0.device == one.device }
      try check(EventQuery(device: two.device, user: "1", limit: 1)) { $0.device == two.device && $0.user == "1" }
      try check(EventQuery(user: "2", limit: 1)) { $0.user == "2" }
      try check(EventQuery(device: one.device, kind: .log, limit: 1)) { $0.device == one.device && $0.kind == .log }
      try check(EventQuery(device: two.device, kind: .registered, limit: 1)) {
        $0.device == two.device && $0.kind == .registered
      }
      #expect(try ids(EventQuery(device: try StoreScene.device(9), limit: 1), .after(0), 10, scene) == [])
    }
  }

  private func ids(
    _ query: EventQuery, _ direction: EventQuery.Direction, _ limit: Int, _ scene: StoreScene
  ) throws -> [Int64] {
    let query = EventQuery(
      device: query.device, user: query.user, kind: query.kind, direction: direction, limit: limit)
    return try scene.store.read { try $0.events(query).map(\.id) }
  }

  @Test("LOG-1 an entry that comes again is known in whichever segment it is stored, and one that differs is found")
  func comesAgain() throws {
    try StoreScene.run { scene in
      let (one, _) = try spread(scene)
      let again = (1...LogID(40)).map { StoreScene.entry($0, .verifySuccess, user: "\(1 + $0 % 3)") }
      #expect(try scene.ingest(again, one).stored == 0)
      #expect(try scene.store.read { try $0.device(one.device).hold } == nil)
      try scene.ingest([StoreScene.entry(4, .accessDenied)], one)
      #expect(try scene.store.read { try $0.device(one.device).hold } == .suspended)
    }
  }

  @Test("DEL-7 who is known by entries of the monitoring log alone is found in whichever segment they are")
  func knownByEntries() throws {
    try StoreScene.run { scene in
      _ = try spread(scene)
      let known = try scene.store.read { reading in
        try ["1", "2", "3", "4"].map { try reading.isKnown(try UserID($0)) }
      }
      #expect(known == [true, true, true, false])
    }
  }

  @Test("LOG-2 an entry that was taken for lost and comes segments later is stored once")
  func late() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.ingest([StoreScene.entry(1, .verifySuccess), StoreScene.entry(3, .verifySuccess)], session)
      try skip(2, scene)
      #expect(try scene.ingest([StoreScene.entry(2, .verifySuccess)], session).stored == 1)
      try skip(2, scene)
      #expect(try scene.ingest((1...3).map { StoreScene.entry($0, .verifySuccess) }, session).stored == 0)
      // The newest of the log is what has the highest number there, not what came last.
      let newest = try scene.store.read { reading in
        try Int64.fetchAll(reading.db, sql: "SELECT log_id FROM events JOIN devices ON last_event = events.id")
      }
      #expect(newest == [3])
    }
  }

  @Test("what is looked for by door, user or number is found by an index, segment by segment")
  func plans() throws {
    try StoreScene.run { scene in
      func plan(_ sql: String) throws -> String {
        try scene.store.read { reading in
          try Row.fetchAll(reading.db, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] as String }
        }.joined(separator: "; ")
      }
      let segment = EventSegments.number
      for (condition, index) in [
        ("\(segment) = 3 AND device_id = 5 AND id < 9", "events_device (<expr>=? AND device_id=?)"),
        (
          "\(segment) = 3 AND device_id = 5 AND kind = 'connected' AND log_id IS NULL AND id < 9",
          "events_device (<expr>=? AND device_id=? AND log_id=?"
        ), ("\(segment) = 3 AND user_id = '5' AND id > 9", "events_user (<expr>=? AND user_id=?"),
        (
          "\(segment) = 3 AND device_id = 5 AND log_id = 8 AND epoch = 7 AND fork <= 1",
          "events_device (<expr>=? AND device_id=? AND log_id=?"
        ),
        (
          "device_id = 5 AND epoch = 7 AND fork = 0 AND log_id > 4 AND \(EventSegments.isOfPeople)",
          "events_people (device_id=? AND log_id>?)"
        ),
      ] {
        let found = try plan("SELECT id FROM events WHERE \(condition)")
        #expect(found.contains(index), "\(condition): \(found)")
      }
      let found = try plan(EventSegments.hasUser.replacingOccurrences(of: "?", with: "'5'"))
      #expect(found.contains("events_user (<expr>=? AND user_id=?)") && !found.contains("SCAN events"), "\(found)")
    }
  }

  @Test(
    "LOG-1 LOG-4 the newest entry of each log is known after an upgrade, of logs that ended and of those that go on")
  func upgraded() throws {
    let queue = try DatabaseQueue()
    let migrator = Schema.migrator(try StoreScene.key())
    try migrator.migrate(queue, upTo: "6")
    let logs: [(device: Int, epoch: Int, fork: Int, log: Int)] = [
      (1, 7, 0, 1), (1, 7, 0, 2), (2, 7, 0, 1), (1, 7, 1, 2), (1, 7, 1, 3), (1, 5, 0, 9), (3, 7, 0, 4), (2, 7, 0, 2),
    ]
    try queue.write { db in
      for device in 1...2 {
        try db.execute(
          sql: """
            INSERT INTO devices (id, public_key, name, epoch, fork, log_mark, model, firmware, capabilities,
              user_capacity, user_count, first_seen, last_seen)
            VALUES (?, zeroblob(32), '', 7, ?, 3, '', '', x'', 1, 0, 0, 0)
            """, arguments: [device, device == 1 ? 1 : 0])
      }
      for entry in logs {
        try db.execute(
          sql: """
            INSERT INTO events (received_at, kind, device_id, epoch, fork, log_id, mode, detail)
            VALUES (1, 'log', ?, ?, ?, ?, '', '')
            """, arguments: [entry.device, entry.epoch, entry.fork, entry.log])
      }
      try db.execute(
        sql: "INSERT INTO events (received_at, kind, device_id, mode, detail) VALUES (1, 'removed', 3, '', '')")
    }
    try migrator.migrate(queue)
    try queue.read { db in
      #expect(try Int64.fetchAll(db, sql: "SELECT last_event FROM devices ORDER BY id") == [5, 8])
      let ended = try Row.fetchAll(db, sql: "SELECT * FROM ended_logs ORDER BY last_event").map {
        [$0["device_id"], $0["epoch"], $0["fork"], $0["last_log"], $0["last_event"]] as [Int64]
      }
      #expect(ended == [[1, 7, 0, 2, 2], [1, 5, 0, 9, 6], [3, 7, 0, 4, 7]])
    }
  }

  @Test("what a hundred doors confirm in one transaction goes to few pages, however long their logs are")
  func pages() throws {
    try StoreScene.run { scene in
      let doors = try (0..<UInt32(100)).map { try scene.door(1001 + $0) }
      func confirm(_ ids: ClosedRange<LogID>) throws -> Int {
        try scene.store.writer.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try scene.store.write { transaction in
          for door in doors {
            let entries = ids.map { StoreScene.entry($0, .updateSuccess, user: "17", origin: .server) }
            _ = try transaction.ingest(entries, epoch: 7, session: door, at: 2)
          }
        }
        return try scene.store.writer.writeWithoutTransaction { try $0.checkpoint(.passive).walFrameCount }
      }
      _ = try confirm(1...200)
      try skip(1, scene)
      _ = try confirm(201...210)
      let pages = try confirm(211...211)
      // Three pages of new rows, the doors, and what the newest segment has of each index.
      #expect(pages < 40)
      #expect(pages > 5)
    }
  }
}
