import AdminModel
import Hummingbird
import LockstepServer
import LockstepStore

/// Who changed what (SEC-2), newest first.
struct AuditController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) { api.get("audit", use: list) }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let limit = try request.limit()
    let (actor, object) = (request.query("actor"), request.query("object"))
    let before = try request.cursor() ?? Int64.max
    let entries = try await engine.store.read { store in
      try store.audit(actor: actor, object: object, before: before, limit: limit + 1)
    }
    return try Answer.json(Page(entries, limit: limit, cursor: { "\($0.id)" }, AuditResource.init))
  }
}

extension AuditResource {
  init(_ entry: AuditEntry) {
    self.init(
      id: entry.id, at: Moment.milliseconds(entry.at), actor: entry.actor.name, way: entry.actor.way.rawValue,
      address: entry.actor.address, action: entry.action, object: entry.object, before: entry.before,
      after: entry.after, outcome: entry.outcome.rawValue)
  }
}
