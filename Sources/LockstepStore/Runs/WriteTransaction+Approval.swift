import Foundation
import GRDB
public import LockstepCore

extension WriteTransaction {
  /// Does exactly what a run holds (AUTO-6).
  ///
  /// - Parameter set: that the operator saw.
  /// - Throws: ``StoreError/changedSince(_:)`` when another set waits by now.
  /// - Returns: the run that records it.
  public func approve(
    _ set: [UInt8], ofRun run: Int64, project id: Int64, by actor: String, at now: Int64
  ) throws -> StoredRun {
    let held = try waiting(set, ofRun: run, project: id)
    let file = IncomingFile(
      project: id, way: .approval, actor: actor, name: held.file, digest: [], bytes: 0, startedAt: now)
    let items = try heldItems(ofProject: id).filter { $0.item.hold?.isSet == true }
    let approval = try carryOut(items, file, at: now)
    try decide(.approved, held, items, by: actor, at: now)
    if let last = try reading.lastFile(ofProject: id, isAccepted: false) {
      try keep(last, ofProject: id, run: run, isAccepted: true)
    }
    return approval
  }

  /// Those people stay as they are; the same set does not ask again, and nobody of it is removed without being asked for
  /// as long as the file leaves them out.
  ///
  /// - Throws: as ``approve(_:ofRun:project:by:at:)``.
  public func reject(
    _ set: [UInt8], ofRun run: Int64, project id: Int64, by actor: String, at now: Int64
  ) throws -> StoredRun {
    let held = try waiting(set, ofRun: run, project: id)
    try keepDecision("rejected", about: set, project: id, by: actor, at: now)
    let items = try heldItems(ofProject: id).filter { $0.item.hold?.isSet == true }
    for user in items.map(\.item.action).filter(\.isRemoval).compactMap(\.user) {
      try keepDecision(
        ReadTransaction.rejectedRemoval, about: Plan.removal(of: user, hash: store.rowHash), project: id, by: actor,
        at: now)
    }
    try decide(.rejected, held, items, by: actor, at: now)
    return try reading.run(run, ofProject: id)
  }

  /// *Same person* or *other person* (AUTO-15), for this file and those that come.
  ///
  /// - Throws: ``StoreError/unknown(_:)`` for an item that waits no more.
  public func choose(
    _ choice: PersonChoice, forItem item: Int64, project id: Int64, by actor: String, at now: Int64
  ) throws {
    guard let held = try heldItems(ofProject: id).first(where: { $0.id == item }), held.item.hold == .person,
      let row = held.item.row, let owner = held.item.action.user
    else { throw StoreError.unknown("held row \(item)") }
    let subject = Plan.subject(of: row, owner: owner, hash: store.rowHash)
    try keepDecision(choice.rawValue, about: subject, project: id, by: actor, at: now)
    if choice == .samePerson {
      let file = IncomingFile(
        project: id, way: .approval, actor: actor, name: "", digest: [], bytes: 0, startedAt: now)
      _ = try carryOut([held], file, at: now)
    }
    try db.executeCached(sql: "DELETE FROM held_items WHERE id = ?", arguments: [item])
    try completeIfNothingWaits(id, at: now)
  }

  private func waiting(_ set: [UInt8], ofRun run: Int64, project id: Int64) throws -> StoredRun {
    let held = try reading.run(run, ofProject: id)
    guard held.outcome == .held, held.decision == .none, held.heldSet == set else {
      throw StoreError.changedSince("something else waits by now: look at it again")
    }
    return held
  }

  private func heldItems(ofProject id: Int64) throws -> [HeldItem] {
    try reading.heldItems(ofProject: id, limit: .max)
  }

  /// - Throws: ``StoreError/changedSince(_:)`` when one of the people is no longer as the plan saw them.
  private func carryOut(_ held: [HeldItem], _ file: IncomingFile, at now: Int64) throws -> StoredRun {
    let project = try reading.project(file.project)
    let run = try insertRun(file, outcome: .done, at: now)
    var execution = PlanExecution(self, project: project, run: run, isApproved: true, at: now)
    let items = try held.map { held in
      var item = held.item
      item.hold = nil
      try refuseChanged(item, project)
      return item
    }
    do {
      try execution.carryOut(items)
    } catch StoreError.conflict(let field, let text) {
      throw StoreError.changedSince("people were changed since the file came (\(field): \(text)): send the file again")
    }
    var counts = execution.counts
    counts.rows = items.count { $0.row != nil }
    try finishRun(run, project.id, counts, reason: "", plan: nil, cause: nil, at: now)
    try keepRows(execution.rows, of: run)
    return try reading.run(run, ofProject: project.id)
  }

  private func refuseChanged(_ item: PlanItem, _ project: StoredProject) throws {
    let user: UserID
    switch item.action {
    case .none, .add, .keep: return
    case .link(let id):
      guard try reading.user(id) == nil || reading.planPerson(id) != nil else { return }
      user = id
    case .update(let id, _), .delete(let id), .unlink(let id):
      if let person = try reading.planPerson(id), isAsPlanned(item.action, person) { return }
      user = id
    }
    throw StoreError.changedSince("user \(user) was changed since the file came: send the file again")
  }

  /// A phone that was revoked is not given back, and whoever is protected by now is not deleted (SEC-8).
  private func isAsPlanned(_ action: PlanAction, _ person: PlanPerson) -> Bool {
    switch action {
    case .delete: !person.isProtected
    default: action.isRemoval || !person.isReset
    }
  }

  private func decide(
    _ decision: StoredRun.Decision, _ run: StoredRun, _ items: [HeldItem], by actor: String, at now: Int64
  ) throws {
    for item in items { try db.executeCached(sql: "DELETE FROM held_items WHERE id = ?", arguments: [item.id]) }
    try db.executeCached(
      sql: "UPDATE runs SET decision = ?, decided_by = ?, decided_at = ? WHERE id = ?",
      arguments: [decision.rawValue, actor, now, run.id])
    try completeIfNothingWaits(run.project, at: now)
  }

  private func completeIfNothingWaits(_ project: Int64, at now: Int64) throws {
    guard try reading.heldCounts(ofProject: project).isEmpty else { return }
    try complete(reading.project(project), at: now)
  }

  private func keepDecision(
    _ choice: String, about subject: [UInt8], project id: Int64, by actor: String, at now: Int64
  ) throws {
    try db.executeCached(
      sql: "INSERT OR REPLACE INTO decisions (project_id, subject, choice, actor, at) VALUES (?, ?, ?, ?, ?)",
      arguments: [id, Data(subject), choice, actor, now])
  }
}
