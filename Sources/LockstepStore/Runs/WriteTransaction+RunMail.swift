import Foundation
import GRDB
import LockstepCore

/// What official contacts are told of runs: once a cause, again when it changes or a day has passed (AUTO-5, AUTO-11).
extension WriteTransaction {
  /// So many errors are in the mail; the others are on the run's page.
  private static let mostErrorsInMail = 200
  private static let mostItemsInMail = 50

  func tellRefused(
    _ project: StoredProject, run: Int64, reason: String, errors: [FileError], cause: [UInt8], at now: Int64
  ) throws {
    guard try isNews(cause, project, at: now) else { return }
    var content = try self.content(project, run: run, at: now)
    content["file"] = .text(try reading.run(run, ofProject: project.id).file)
    content["why"] = .text(errors.isEmpty ? reason : "")
    content["total"] = .text("\(max(errors.count, 1))")
    if errors.count <= 1 { content["isOne"] = .text("1") }
    content["errors"] = .rows(
      errors.prefix(Self.mostErrorsInMail).map { error in
        [
          "line": "\(error.line)", "column": error.column?.title ?? "", "value": String(error.value.prefix(80)),
          "reason": error.reason,
        ]
      })
    if errors.count > Self.mostErrorsInMail { content["more"] = .text("\(errors.count - Self.mostErrorsInMail)") }
    try tell(.fileErrors, project, content, at: now)
  }

  func tellHeld(_ project: StoredProject, run: Int64, _ plan: Plan, at now: Int64) throws {
    guard let cause = plan.waiting, try isNews(cause, project, at: now) else { return }
    var content = try self.content(project, run: run, at: now)
    let held = plan.items.filter { $0.hold != nil }
    content["what"] = .text(Self.what(held))
    if held.count == 1 { content["isOne"] = .text("1") }
    content["reason"] = .text(plan.holdReasons.joined(separator: "; "))
    content["items"] = .rows(
      held.prefix(Self.mostItemsInMail).map { item in
        ["text": "\(item.name): \(item.action.name)\(item.hold?.isSet == false ? ", \(item.note)" : "")"]
      })
    if held.count > Self.mostItemsInMail { content["more"] = .text("\(held.count - Self.mostItemsInMail)") }
    try tell(.deletionsHeld, project, content, at: now)
  }

  /// `12 deletions and 3 other changes`
  private static func what(_ held: [PlanItem]) -> String {
    let deletions = held.count { $0.hold == .deletions }
    let others = held.count - deletions
    let parts = [
      deletions == 0 ? nil : "\(deletions) \(deletions == 1 ? "deletion" : "deletions")",
      others == 0 ? nil : "\(others) \(others == 1 ? "other change" : "other changes")",
    ]
    return parts.compactMap(\.self).joined(separator: " and ")
  }

  /// A run ended well: the info box, and one mail if the last one told of a fault.
  func complete(_ project: StoredProject, at now: Int64) throws {
    try db.executeCached(
      sql: "UPDATE projects SET completed_at = ?, missed_since = NULL, told_cause = NULL WHERE id = ?",
      arguments: [now, project.id])
    let toldAt = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT told_at FROM projects WHERE id = ?"), arguments: [project.id])
    guard let toldAt else { return }
    try db.executeCached(sql: "UPDATE projects SET told_at = NULL WHERE id = ?", arguments: [project.id])
    var content = try content(project, run: nil, at: now)
    content["after"] = .text("the mail of \(try reading.shownTime(toldAt))")
    try tell(.restored, project, content, at: now)
  }

  /// Raises the alarm of projects that had no completed run for two intervals (AUTO-11), once for each silence.
  ///
  /// - Returns: how many alarms were raised.
  @discardableResult
  public func raiseMissedRuns(at now: Int64) throws -> Int {
    let missed = try Int64.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT p.id FROM projects p WHERE is_enabled = 1 AND missed_since IS NULL
            AND (completed_at IS NOT NULL OR EXISTS (SELECT 1 FROM project_keys k WHERE k.project_id = p.id)
              OR watched_path <> '')
            AND max(enabled_at, coalesce(completed_at, 0),
              coalesce((SELECT min(created_at) FROM project_keys k WHERE k.project_id = p.id), 0),
              coalesce((SELECT max(ended_at) FROM runs r WHERE r.project_id = p.id AND outcome <> 'refused'), 0))
              + 2000 * interval < ?
          """),
      arguments: [now])
    for id in missed {
      try db.executeCached(
        sql: "UPDATE projects SET missed_since = ?1, told_at = ?1 WHERE id = ?2", arguments: [now, id])
      let project = try reading.project(id)
      var content = try content(project, run: nil, at: now)
      content["last"] = .text(try project.completedAt.map { try reading.shownTime($0) } ?? "it was set up")
      content["interval"] = .text("\(project.settings.interval / 60) minutes")
      try tell(.missedRun, project, content, at: now)
    }
    return missed.count
  }

  private func isNews(_ cause: [UInt8], _ project: StoredProject, at now: Int64) throws -> Bool {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT told_cause, told_at FROM projects WHERE id = ?"), arguments: [project.id])
    if let told = row?["told_cause"] as Data?, Array(told) == cause, let at = row?["told_at"] as Int64?,
      now - at < 86_400_000
    {
      return false
    }
    try db.executeCached(
      sql: "UPDATE projects SET told_cause = ?, told_at = ? WHERE id = ?", arguments: [Data(cause), now, project.id])
    return true
  }

  private func tell(
    _ kind: MailKind, _ project: StoredProject, _ content: [String: MailValue], at now: Int64
  ) throws {
    let item = MailItem(kind, project: project.id, language: project.settings.language, content: content)
    try post(item, to: reading.officialContacts(ofProject: project.id), at: now)
  }

  private func content(_ project: StoredProject, run: Int64?, at now: Int64) throws -> [String: MailValue] {
    [
      "project": .text(project.name), "shortName": .text(project.shortName), "time": .text(try reading.shownTime(now)),
      "senderName": .text(project.settings.senderName), "run": .text(run.map { "\($0)" } ?? ""),
    ]
  }
}

extension WriteTransaction {
  /// For how long the rows of a run are kept, and who was deleted. The run itself stays. Milliseconds.
  static let runRowRetention: Int64 = 90 * 86_400_000

  func dropOldRuns(at now: Int64) throws {
    let earliest = now - Self.runRowRetention
    try db.executeCached(
      sql: "DELETE FROM run_parts WHERE run_id IN (SELECT id FROM runs WHERE ended_at < ?)", arguments: [earliest])
    try db.executeCached(
      sql: """
        DELETE FROM former_people WHERE deleted_at < ?
          AND NOT EXISTS (SELECT 1 FROM tombstones WHERE tombstones.incarnation = former_people.incarnation)
        """,
      arguments: [earliest])
  }
}
