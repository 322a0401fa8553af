import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

struct UserController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("users")
      .get(use: list).post(use: add)
      .get(":id", use: show).patch(":id", use: change).delete(":id", use: remove)
      .post(":id/restore", use: restore)
      .get(":id/devices", use: devices).get(":id/provenance", use: provenance)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let limit = try request.limit()
    let (text, group) = (request.query("q"), request.query("accessGroup"))
    let after = try UserCursor.checked(request.query("cursor"), matching: text)
    let page = try await engine.store.read { store in
      let id = try group.map { try store.accessGroup(named: $0) }
      let names = try store.accessGroupNames()
      let users = try store.users(
        matching: text, byCardNumber: context.readsCardNumbers, in: id, after: after, limit: limit + 1)
      return Page(users, limit: limit, cursor: { ReadTransaction.cursor(of: $0, matching: text) }) {
        UserResource($0, groups: names).shown(to: context)
      }
    }
    return try Answer.json(page)
  }

  private func add(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: UserBody.self)
    let (source, now) = (context.source, engine.now())
    let resource = try await engine.change(context, "user.add") { store, note in
      let id = try body.id.value.map { try UserID($0) } ?? store.nextUserID()
      var user = ServerUser(
        record: UserRecord(id: id), incarnation: 0, revision: 0, version: 0, createdAt: now, changedAt: now)
      try body.apply(to: &user, groups: store.reading.accessGroup(named:))
      let added = try store.addUser(
        user.record, details: user.details, isProtected: user.isProtected, source: source, at: now)
      let resource = try UserResource(added, groups: store.reading.accessGroupNames())
      (note.object, note.after) = ("user \(resource.id)", resource)
      return resource
    }
    return try Answer.json(resource, .created, version: resource.version)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id = try context.user()
    let resource = try await engine.store.read { store in
      try UserResource(store.existingUser(id), groups: store.accessGroupNames()).shown(to: context)
    }
    return try Answer.json(resource, version: resource.version)
  }

  private func change(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, version) = (try context.user(), try request.version())
    let body = try await request.body(as: UserBody.self)
    guard body.id.isAbsent || body.id.value == id.text else {
      throw RequestError.parameter("id", "the user's own ID: an ID is never changed")
    }
    let (source, now) = (context.source, engine.now())
    let resource = try await engine.change(context, "user.change", "user \(id)") { store, note in
      let names = try store.reading.accessGroupNames()
      let before = UserResource(try store.reading.existingUser(id), groups: names)
      let changed = try store.changeUser(id, version: version, source: source, at: now) { user in
        try body.apply(to: &user, groups: store.reading.accessGroup(named:))
      }
      let after = UserResource(changed, groups: names)
      (note.before, note.after) = (before, after)
      return after
    }
    return try Answer.json(resource, version: resource.version)
  }

  private func remove(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, version, now) = (try context.user(), try request.version(), engine.now())
    try await engine.change(context, "user.remove", "user \(id)") { store, note in
      note.before = UserResource(
        try store.reading.existingUser(id), groups: try store.reading.accessGroupNames())
      try store.deleteUser(id, version: version, at: now)
    }
    return Answer.nothing
  }

  private func restore(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, now) = (try context.user(), engine.now())
    let resource = try await engine.change(context, "user.restore", "user \(id)") { store, note in
      let user = try store.restoreUser(id, source: context.source, at: now)
      let resource = try UserResource(user, groups: store.reading.accessGroupNames())
      note.after = resource
      return resource
    }
    return try Answer.json(resource, .created, version: resource.version)
  }

  private func devices(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, cursors) = (try context.user(), engine.liveCursors)
    let presence = try await engine.store.read { try $0.presence(of: id, cursors: cursors) }
    return try Answer.json(presence.map(UserOnDevice.init))
  }

  private func provenance(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id = try context.user()
    let values = try await engine.store.read { try $0.provenance(of: $0.existingUser(id).incarnation) }
    return try Answer.json(values.map { ProvenanceResource($0, withNumbers: context.readsCardNumbers) })
  }
}
