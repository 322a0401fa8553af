import AdminModel
import LockstepCore
import LockstepServer
import LockstepStore

extension RunResource {
  init(_ run: StoredRun) {
    self.init(
      id: run.id, way: run.way.rawValue, actor: run.actor, file: run.file, bytes: run.bytes,
      startedAt: Moment.milliseconds(run.startedAt), endedAt: Moment.milliseconds(run.endedAt),
      outcome: run.outcome.rawValue, reason: run.reason, counts: RunCountsResource(run.counts),
      heldSet: run.decision == .none ? run.heldSet?.hexadecimal : nil, decision: run.decision.rawValue,
      decidedBy: run.decidedBy, decidedAt: Moment.milliseconds(run.decidedAt))
  }
}

extension RunResult {
  /// A key reads what is wrong with its file, and of nobody who they are: it may do nothing but upload (SEC-2).
  init(_ report: RunReport, to context: AdminContext) {
    let isKey = context.principal?.uploadsTo != nil
    let rows = isKey ? report.rows.filter { $0.situation == "error" } : report.rows
    self.init(
      outcome: report.outcome.rawValue, reason: report.reason, dryRun: report.run == nil, run: report.run?.id,
      counts: RunCountsResource(report.counts),
      rows: rows.map { RunRowResource($0, withValues: context.readsCardNumbers) },
      heldSet: report.heldSet?.hexadecimal)
  }
}

extension RunCountsResource {
  init(_ counts: RunCounts) {
    self.init(
      rows: counts.rows, added: counts.added, linked: counts.linked, updated: counts.updated,
      deleted: counts.deleted, unlinked: counts.unlinked, unchanged: counts.unchanged, kept: counts.kept,
      held: counts.held, errors: counts.errors)
  }
}

extension RunRowResource {
  /// - Parameter withValues: an error's value may be the number of a phone.
  init(_ row: RunRow, withValues: Bool) {
    let hides = row.situation == "error" && !withValues
    self.init(
      line: row.line, user: row.user, name: hides ? "" : row.name, situation: row.situation, action: row.action,
      result: row.result, note: row.note)
  }
}

extension HeldResource {
  init(_ held: HeldItem, _ store: ReadTransaction, withNumber: Bool, at now: Int64) throws {
    let (item, user) = (held.item, held.item.action.user)
    let person = try item.row == nil ? user.flatMap { try store.person($0, at: now) } : nil
    self.init(
      id: held.id, run: held.run, hold: item.hold?.rawValue ?? "", line: item.row?.line ?? 0, user: user?.text ?? "",
      name: item.name, email: item.row?.email ?? person?.email ?? "",
      number: withNumber ? item.row?.id ?? person?.id ?? "" : "",
      situation: item.situation.rawValue, action: item.action.name, note: item.note)
  }
}
