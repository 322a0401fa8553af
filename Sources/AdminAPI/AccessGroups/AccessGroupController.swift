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
    let (limit, after) = (try request.limit(), try request.query("cursor", as: AccessGroupID.self) ?? 0)
    let groups = try await engine.store.read { try $0.accessGroups(after: after, limit: limit + 1) }
    return try Answer.json(Page(groups, limit: limit, cursor: { "\($0.id)" }, AccessGroupResource.init))
  }

  private func add(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: AccessGroupBody.self)
    let group = try await engine.commit { store in
      try store.reading.accessGroup(store.addAccessGroup(named: body.name))
    }
    return try Answer.json(AccessGroupResource(group), .created)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: AccessGroupID = try context.number()
    return try Answer.json(AccessGroupResource(try await engine.store.read { try $0.accessGroup(id) }))
  }

  private func rename(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: AccessGroupID = try context.number()
    let body = try await request.body(as: AccessGroupBody.self)
    let group = try await engine.commit { store in
      try store.renameAccessGroup(id, to: body.name)
      return try store.reading.accessGroup(id)
    }
    return try Answer.json(AccessGroupResource(group))
  }

  private func remove(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: AccessGroupID = try context.number()
    let (confirm, now) = (request.query("confirm"), engine.now())
    try await engine.commit { store in
      try store.removeAccessGroup(id, confirm: confirm, source: .operator(AdminAPI.operatorName), at: now)
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
    try await engine.commit { store in
      _ = try store.reading.accessGroup(id)
      try store.changeUser(user, source: .operator(AdminAPI.operatorName), at: now) { user in
        user.record.rights.setAccessGroups(change(user.record.rights.accessGroups, id))
      }
    }
    return Answer.nothing
  }
}

extension AccessGroupResource {
  init(_ group: StoredAccessGroup) {
    self.init(id: group.id, name: group.name, userCount: group.userCount, deviceCount: group.deviceCount)
  }
}
