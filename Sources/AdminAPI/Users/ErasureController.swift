import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Erasing people for good (DEL-7).
struct ErasureController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.post("users/:id/erase", use: erase)
    api.group("erasures").get(use: list).get(":id", use: show)
  }

  private func erase(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, now, actor) = (try context.user(), engine.now(), context.actor.name)
    let cursors = engine.liveCursors
    let resource = try await engine.change(context, "user.erase", "user \(id)") { store, _ in
      let number = try store.eraseUser(id, by: actor, at: now)
      return ErasureResource(try store.reading.erasure(number, cursors: cursors))
    }
    engine.erasuresChanged()
    return try Answer.json(resource, .accepted)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (limit, before) = (try request.limit(), try request.cursor() ?? Int64.max)
    let user = try request.query("user").map { try UserID($0) }
    let cursors = engine.liveCursors
    let erasures = try await engine.store.read {
      try $0.erasures(of: user, before: before, limit: limit + 1, cursors: cursors)
    }
    return try Answer.json(Page(erasures, limit: limit, cursor: { "\($0.id)" }, ErasureResource.init))
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, cursors): (Int64, LiveCursors) = (try context.number(), engine.liveCursors)
    return try Answer.json(ErasureResource(try await engine.store.read { try $0.erasure(id, cursors: cursors) }))
  }
}

extension ErasureResource {
  init(_ erasure: StoredErasure) {
    self.init(
      id: erasure.id, user: erasure.user.text, state: erasure.state.rawValue, waitingDevices: erasure.waitingDevices,
      absentDevices: erasure.absentDevices, askedAt: Moment.milliseconds(erasure.askedAt), askedBy: erasure.askedBy,
      finishedAt: Moment.milliseconds(erasure.finishedAt))
  }
}
