import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// *Needs attention*: one list of what waits for an operator.
struct AttentionController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("attention").get(use: list).get(":id", use: show).post(":id/:action", use: act)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let limit = try request.limit()
    let query = try request.entryQuery(request.query("kind", oneOf: AttentionKind.self), limit: limit + 1)
    let entries = try await engine.store.read { try $0.entries(query) }
    return try Answer.json(
      Page(entries, limit: limit, cursor: { "\($0.id)" }) {
        AttentionResource($0, withNumbers: context.readsCardNumbers)
      })
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    return try Answer.json(
      AttentionResource(
        try await engine.store.read { try $0.entry(id) }, withNumbers: context.readsCardNumbers))
  }

  private func act(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    let (action, now) = (context.parameters.get("action") ?? "", engine.now())
    try await engine.change(context, "attention.act", "entry \(id)") { store, note in
      note.after = AuditedEntry(try store.reading.entry(id), decision: action)
      try store.decide(id, action, by: context.actor.name, at: now)
    }
    return try Answer.json(ActionResult(id: id, outcome: action))
  }
}

extension AttentionResource {
  init(_ entry: StoredEntry, withNumbers: Bool) {
    self.init(
      id: entry.id, kind: entry.kind.rawValue, user: entry.user, device: entry.device?.number, reason: entry.reason,
      detail: entry.slot.map { withNumbers ? $0.publicName : $0.withoutNumber } ?? "",
      since: Moment.milliseconds(entry.since),
      actions: entry.closedAt == nil ? entry.kind.actions : [], closedAt: Moment.milliseconds(entry.closedAt),
      outcome: entry.outcome)
  }
}

extension Slot {
  /// The field, for lists.
  fileprivate var publicName: String {
    if case .card(let card) = self { "card \(card.kind.name) \(card.number.decimal)" } else { description }
  }
}
