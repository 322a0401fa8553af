import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Differences and their two actions (MERGE-5).
struct DifferenceController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("differences").get(use: list).get(":id", use: show).post(":id/:action", use: decide)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let limit = try request.limit()
    let query = try request.entryQuery(.difference, limit: limit + 1)
    let page = try await engine.store.read { store in
      let names = try store.accessGroupNames()
      return try Page(store.entries(query), limit: limit, cursor: { "\($0.id)" }) {
        try DifferenceResource($0, store, groups: names, withNumbers: context.readsCardNumbers)
      }
    }
    return try Answer.json(page)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    let resource = try await engine.store.read { store in
      try DifferenceResource(
        store.difference(id), store, groups: store.accessGroupNames(), withNumbers: context.readsCardNumbers)
    }
    return try Answer.json(resource)
  }

  /// Refused if either side has changed since it was shown.
  private func decide(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    let action = context.parameters.get("action") ?? ""
    guard AttentionKind.difference.actions.contains(action) else {
      throw StoreError.unknown("action \(action) of a difference")
    }
    let (body, now) = (try await request.body(as: DecisionBody.self), engine.now())
    try await engine.change(context, "difference.\(action)", "difference \(id)") { store, note in
      let entry = try store.reading.difference(id)
      let version = try store.reading.version(ofDifference: entry)
      guard entry.closedAt != nil || version == body.version else {
        throw RequestError.changed("the difference has changed since it was shown")
      }
      note.after = AuditedEntry(entry, decision: action)
      try store.decide(id, action, by: context.actor.name, at: now)
    }
    return try Answer.json(ActionResult(id: id, outcome: action))
  }
}

extension ReadTransaction {
  fileprivate func difference(_ id: Int64) throws -> StoredEntry {
    let entry = try entry(id)
    guard entry.kind == .difference else { throw StoreError.unknown("difference \(id)") }
    return entry
  }
}
