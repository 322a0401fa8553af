import AdminModel
import Foundation
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Keys of programs: each with a name, a role and an end; shown once.
struct TokenController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("api-tokens").get(use: list).post(use: add).delete(":id", use: remove)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let tokens = try await engine.store.read { try $0.tokens() }
    return try Answer.json(Page(items: tokens.map { TokenResource($0) }))
  }

  private func add(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: TokenBody.self)
    let (role, now, secret, actor) = (try Role(body: body.role), engine.now(), Secret(), context.actor)
    let expiresAt = body.expiresAt.map { Int64($0.timeIntervalSince1970 * 1000) }
    guard expiresAt ?? .max > now else { throw RequestError.parameter("expiresAt", "a time to come") }
    let resource = try await engine.change(context, "token.add", aside: true) { store, note in
      let added = try store.addToken(
        named: body.name, role: role, digest: secret.digest, expiresAt: expiresAt, by: actor.name, at: now)
      (note.object, note.after) = ("API token \(added.name)", TokenResource(added))
      return TokenResource(added, token: secret.text)
    }
    var response = try Answer.json(resource, .created)
    response.headers[.cacheControl] = "no-store"
    return response
  }

  private func remove(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    try await engine.change(context, "token.remove", aside: true) { store, note in
      let token = TokenResource(try store.reading.token(id))
      note = AuditNote(object: "API token \(token.name)", before: token)
      try store.removeToken(id)
    }
    return Answer.nothing
  }
}

extension TokenResource {
  init(_ stored: StoredToken, token: String? = nil) {
    self.init(
      id: stored.id, name: stored.name, role: stored.role.rawValue, createdBy: stored.createdBy,
      createdAt: Moment.milliseconds(stored.createdAt), expiresAt: Moment.milliseconds(stored.expiresAt),
      usedAt: Moment.milliseconds(stored.usedAt), token: token)
  }
}
