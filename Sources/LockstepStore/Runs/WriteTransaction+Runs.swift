import Foundation
import GRDB
public import LockstepCore

extension WriteTransaction {
  /// Applies what a file says (AUTO-5): plans it anew within this transaction, does everything that is not held, and
  /// writes history and mail with it.
  ///
  /// - Parameters:
  ///   - matched: against a roster of this project.
  ///   - peopleVersion: of the project when that roster was read.
  /// - Throws: ``StoreError/changedSince(_:)`` when its people were changed meanwhile: then the rows must be matched anew.
  public func apply(
    _ matched: Matched, _ shape: PeopleFile.Shape, of file: IncomingFile, peopleVersion: Int64, at now: Int64
  ) throws -> StoredRun {
    let project = try reading.project(file.project)
    guard project.peopleVersion == peopleVersion else {
      throw StoreError.changedSince("people of the project were changed meanwhile")
    }
    if let reason = AcceptedFile.refusal(of: shape, after: try reading.acceptedFile(ofProject: project.id)) {
      return try refuse(file, reason: reason, errors: [], at: now)
    }
    let plan = try reading.plan(matched, ofProject: project.id, at: now)
    try endWaiting(project.id, at: now)
    try forgetRejections(ofProject: project.id, except: matched.missing)
    let run = try insertRun(file, outcome: plan.isHeld ? .held : .done, at: now)
    var execution = PlanExecution(self, project: project, run: run, isApproved: false, at: now)
    try execution.carryOut(plan.items)
    var counts = execution.counts
    counts.rows = plan.rowCount
    counts.unchanged += plan.unchangedCount
    try finishRun(run, file.project, counts, reason: plan.reason, plan: plan.hash, cause: plan.heldSet, at: now)
    try keepRows(execution.rows, of: run)
    try keepUnchanged(matched, of: run, after: execution.rows.count)
    try keep(
      AcceptedFile(hasSyncIDs: shape.hasSyncIDs, endsWithLineEnd: shape.endsWithLineEnd, marks: matched.marks),
      ofProject: project.id, run: run, isAccepted: plan.heldSet == nil && !plan.isRejected)
    for item in plan.items {
      guard let hold = item.hold else { continue }
      let id = try nextID(of: "held_items")
      let sealed = try store.key.seal(JSON.text(StoredItem(item)), .heldItem, id)
      try db.executeCached(
        sql: "INSERT INTO held_items (id, project_id, run_id, hold, item) VALUES (?, ?, ?, ?, ?)",
        arguments: [id, project.id, run, hold.rawValue, sealed])
    }
    if plan.isHeld {
      try tellHeld(project, run: run, plan, at: now)
    } else {
      try complete(project, at: now)
    }
    return try reading.run(run, ofProject: project.id)
  }

  /// The same file again, with nobody changed since: one history row, nothing else (AUTO-8).
  ///
  /// - Throws: ``StoreError/changedSince(_:)`` when somebody was changed meanwhile.
  public func noteSame(_ file: IncomingFile, at now: Int64) throws -> StoredRun {
    guard try reading.isSame(file) else {
      throw StoreError.changedSince("people of the project were changed meanwhile")
    }
    let project = try reading.project(file.project)
    var counts = try reading.lastRun(ofProject: file.project)?.counts ?? RunCounts()
    let rows = counts.rows
    counts = RunCounts()
    (counts.rows, counts.unchanged) = (rows, rows)
    let run = try insertRun(file, outcome: .noChange, at: now)
    try finishRun(run, file.project, counts, reason: "", plan: nil, cause: nil, at: now)
    try complete(project, at: now)
    return try reading.run(run, ofProject: file.project)
  }

  /// Nothing was done, and nobody is deleted by what could not be read (AUTO-5).
  ///
  /// - Parameter reason: why, in one sentence.
  public func refuse(
    _ file: IncomingFile, reason: String, errors: [FileError], at now: Int64
  ) throws -> StoredRun {
    let project = try reading.project(file.project)
    let words = [reason] + errors.map { "\($0.line) \($0.column?.title ?? "") \($0.value) \($0.reason)" }
    let cause = store.digest.of(Array(words.joined(separator: "\u{1F}").utf8)).data
    let run = try insertRun(file, outcome: .refused, at: now)
    var counts = RunCounts()
    counts.errors = max(errors.count, 1)
    try finishRun(run, file.project, counts, reason: reason, plan: nil, cause: Array(cause), at: now)
    try keepRows(errors.map { RunRow(error: $0) }, of: run)
    try tellRefused(project, run: run, reason: reason, errors: errors, cause: Array(cause), at: now)
    return try reading.run(run, ofProject: file.project)
  }

  // MARK: Rows of the history

  func insertRun(_ file: IncomingFile, outcome: StoredRun.Outcome, at now: Int64) throws -> Int64 {
    let id = try nextID(of: "runs")
    try db.executeCached(
      sql: """
        INSERT INTO runs (id, project_id, way, actor, file, digest, bytes, started_at, ended_at, outcome, people_version,
          head)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)
        """,
      arguments: [
        id, file.project, file.way.rawValue, file.actor, String(file.name.prefix(200)),
        try store.key.seal(file.digest, .fileDigest, id), file.bytes, file.startedAt, now, outcome.rawValue,
      ])
    return id
  }

  func finishRun(
    _ run: Int64, _ project: Int64, _ counts: RunCounts, reason: String, plan: [UInt8]?, cause: [UInt8]?, at now: Int64
  ) throws {
    try db.executeCached(
      sql: """
        UPDATE runs SET reason = ?, plan = ?, cause = ?, people_version = ?, head = ?, rows = ?, added = ?, linked = ?,
          updated = ?, deleted = ?, unlinked = ?, unchanged = ?, kept = ?, held = ?, errors = ? WHERE id = ?
        """,
      arguments: [
        reason, plan.map { Data($0) }, cause.map { Data($0) }, try reading.project(project).peopleVersion,
        try reading.head(), counts.rows, counts.added, counts.linked, counts.updated, counts.deleted, counts.unlinked,
        counts.unchanged, counts.kept, counts.held, counts.errors, run,
      ])
  }

  private static let partRows = 500

  func keepRows(_ rows: [RunRow], of run: Int64, from part: Int = 0) throws {
    for (index, start) in stride(from: 0, to: rows.count, by: Self.partRows).enumerated() {
      let some = rows[start..<min(rows.count, start + Self.partRows)]
      try keepPart(part + index, some.map(\.stored).joined(separator: "\n"), some.count, of: run)
    }
  }

  private func keepPart(_ part: Int, _ text: String, _ count: Int, of run: Int64) throws {
    try db.executeCached(
      sql: "INSERT INTO run_parts (run_id, part, count, rows) VALUES (?, ?, ?, ?)",
      arguments: [run, part, count, try store.key.seal(text, .runRows, SealedColumn.part(run, part))])
  }

  private func keepUnchanged(_ matched: Matched, of run: Int64, after count: Int) throws {
    var part = (count + Self.partRows - 1) / Self.partRows
    var rows = UnchangedRows()
    func keep() throws {
      rows.end()
      guard rows.count > 0 else { return }
      try keepPart(part, rows.text, rows.count, of: run)
      (part, rows) = (part + 1, UnchangedRows())
    }
    for row in matched.unchanged {
      rows.add(line: Int(row.line), user: matched.user(of: row).text)
      if rows.count == Self.partRows * 10 { try keep() }
    }
    try keep()
  }

  func keep(_ file: AcceptedFile, ofProject id: Int64, run: Int64, isAccepted: Bool) throws {
    let marks = file.marks.withUnsafeBytes { Data($0) }
    try db.executeCached(
      sql: """
        INSERT OR REPLACE INTO last_files (project_id, is_accepted, run_id, has_sync_ids, ends_with_line_end, marks)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [id, isAccepted, run, file.hasSyncIDs, file.endsWithLineEnd, marks])
    if isAccepted {
      try db.executeCached(sql: "DELETE FROM last_files WHERE project_id = ? AND is_accepted = 0", arguments: [id])
    }
  }

  /// What earlier runs held is void: this file says it anew.
  func endWaiting(_ project: Int64, at now: Int64) throws {
    try db.executeCached(sql: "DELETE FROM held_items WHERE project_id = ?", arguments: [project])
    try db.executeCached(
      sql: """
        UPDATE runs SET decision = 'replaced', decided_at = ? WHERE project_id = ? AND outcome = 'held' AND decision = ''
        """,
      arguments: [now, project])
  }

  /// Whoever is in the file again leaves it anew the next time.
  private func forgetRejections(ofProject id: Int64, except missing: [UserID]) throws {
    let kept = try Data.fetchAll(
      db.cachedStatement(sql: "SELECT subject FROM decisions WHERE project_id = ? AND choice = ?"),
      arguments: [id, ReadTransaction.rejectedRemoval])
    guard !kept.isEmpty else { return }
    let hash = store.rowHash
    let subjects = Set(missing.map { Data(Plan.removal(of: $0, hash: hash)) })
    for subject in kept where !subjects.contains(subject) {
      try db.executeCached(sql: "DELETE FROM decisions WHERE project_id = ? AND subject = ?", arguments: [id, subject])
    }
  }
}

extension Plan {
  /// Why something waits, in a few sentences.
  fileprivate var reason: String {
    let rest = items.filter { $0.hold?.isSet == false }.count
    let rows = rest == 0 ? [] : ["\(rest) \(rest == 1 ? "row waits" : "rows wait") for a decision of their own"]
    return (holdReasons + rows).joined(separator: "; ")
  }
}
