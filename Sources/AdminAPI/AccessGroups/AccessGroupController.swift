import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

struct AccessGroupController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("access-groups")
      .get(use: list).post(use: add)
      .get(":id", use: show).patch(":id", use: rename).delete(":id", use: remove)
      .put(":id/users/:user", use: addUser).delete(":id/users/:user", use: removeUser)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (limit, after) = (try request.limit(), try request.cursor(as: AccessGroupID.self) ?? 0)
    let groups = try await engine.store.read { try $0.accessGroups(after: after, limit: limit + 1) }
    return try Answer.json(Page(groups, limit: limit, cursor: { "\($0.id)" }, AccessGroupResource.init))
  }

  private func add(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: AccessGroupBody.self)
    let group = try await engine.change(context, "access-group.add") { store, note in
      let group = AccessGroupResource(try store.reading.accessGroup(store.addAccessGroup(named: body.name)))
      (note.object, note.after) = ("access group \(group.name)", group)
      return group
    }
    return try Answer.json(group, .created)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: AccessGroupID = try context.number()
    return try Answer.json(AccessGroupResource(try await engine.store.read { try $0.accessGroup(id) }))
  }

  private func rename(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: AccessGroupID = try context.number()
    let body = try await request.body(as: AccessGroupBody.self)
    let group = try await engine.change(context, "access-group.rename") { store, note in
      let before = AccessGroupResource(try store.reading.accessGroup(id))
      try store.renameAccessGroup(id, to: body.name)
      let after = AccessGroupResource(try store.reading.accessGroup(id))
      note = AuditNote(object: "access group \(before.name)", before: before, after: after)
      return after
    }
    return try Answer.json(group)
  }

  private func remove(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: AccessGroupID = try context.number()
    let (confirm, now) = (request.query("confirm"), engine.now())
    try await engine.change(context, "access-group.remove") { store, note in
      let group = AccessGroupResource(try store.reading.accessGroup(id))
      note = AuditNote(object: "access group \(group.name)", before: group)
      try store.removeAccessGroup(id, confirm: confirm, source: context.source, at: now)
    }
    return Answer.nothing
  }

  private func addUser(_ request: Request, _ context: AdminContext) async throws -> Response {
    try await changeGroups(context) { $0 + [$1] }
  }

  private func removeUser(_ request: Request, _ context: AdminContext) async throws -> Response {
    try await changeGroups(context) { groups, group in groups.filter { $0 != group } }
  }

  private func changeGroups(
    _ context: AdminContext, _ change: @escaping @Sendable ([AccessGroupID], AccessGroupID) -> [AccessGroupID]
  ) async throws -> Response {
    let (id, user): (AccessGroupID, UserID) = (try context.number(), try context.user("user"))
    let now = engine.now()
    try await engine.change(context, "user.change", "user \(user)") { store, note in
      _ = try store.reading.accessGroup(id)
      let names = try store.reading.accessGroupNames()
      note.before = UserResource(try store.reading.existingUser(user), groups: names)
      let changed = try store.changeUser(user, source: context.source, at: now) { user in
        user.record.rights.setAccessGroups(change(user.record.rights.accessGroups, id))
      }
      note.after = UserResource(changed, groups: names)
    }
    return Answer.nothing
  }
}

extension AccessGroupResource {
  init(_ group: StoredAccessGroup) {
    self.init(id: group.id, name: group.name, userCount: group.userCount, deviceCount: group.deviceCount)
  }
}
