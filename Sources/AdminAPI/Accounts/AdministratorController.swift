import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// People who may sign in.
struct AdministratorController {
  let engine: Engine
  let accounts: Accounts
  /// Where links lead.
  let address: ServedAddress

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("administrators")
      .get(use: list).post(use: add).get(":id", use: show).patch(":id", use: change).delete(":id", use: remove)
      .post(":id/link", use: link)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let people = try await engine.store.read { store in
      try store.administrators().map { try AdministratorResource($0, store) }
    }
    return try Answer.json(Page(items: people))
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    return try Answer.json(
      try await engine.store.read { store in try AdministratorResource(store.administrator(id), store) })
  }

  private func add(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: AdministratorBody.self)
    let (role, now) = (try Role(body: body.role), engine.now())
    let email = try Text.trimmed(body.email ?? "", field: "email", characters: 254)
    let resource = try await engine.change(context, "administrator.add", aside: true) { store, note in
      let added = try AdministratorResource(
        store.addAdministrator(named: body.name, role: role, email: email, at: now), store.reading)
      (note.object, note.after) = ("administrator \(added.name)", added)
      return added
    }
    return try Answer.json(resource, .created)
  }

  private func change(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    let body = try await request.body(as: AdministratorChange.self)
    let role = try body.role.map { try Role(body: $0) }
    let email = try body.email.map { try Text.trimmed($0, field: "email", characters: 254) }
    let resource = try await engine.change(context, "administrator.change", aside: true) { store, note in
      let before = try AdministratorResource(store.reading.administrator(id), store.reading)
      let after = try AdministratorResource(
        store.changeAdministrator(id, role: role, email: email), store.reading)
      note = AuditNote(object: "administrator \(after.name)", before: before, after: after)
      return after
    }
    return try Answer.json(resource)
  }

  private func remove(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    try await engine.change(context, "administrator.remove", aside: true) { store, note in
      let administrator = try AdministratorResource(store.reading.administrator(id), store.reading)
      note = AuditNote(object: "administrator \(administrator.name)", before: administrator)
      try store.removeAdministrator(id)
    }
    return Answer.nothing
  }

  private func link(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    let base = address.base(of: request, context)
    let link = try await engine.change(context, "administrator.link", aside: true) { store, note in
      note.object = "administrator \(try store.reading.administrator(id).name)"
      let (secret, expiresAt) = try accounts.makeLink(for: id, in: store)
      return SignInLink(url: Accounts.link(secret, at: base), expiresAt: Moment.milliseconds(expiresAt))
    }
    return try Answer.json(link, .created)
  }
}

extension AdministratorResource {
  init(_ administrator: StoredAdministrator, _ store: ReadTransaction) throws {
    self.init(
      id: administrator.id, name: administrator.name, role: administrator.role.rawValue, email: administrator.email,
      hasPassword: administrator.hasPassword, createdAt: Moment.milliseconds(administrator.createdAt),
      signedInAt: Moment.milliseconds(administrator.signedInAt),
      apiTokens: try store.tokens(madeBy: administrator.name).map(\.name))
  }
}

extension Role {
  /// - Throws: ``RequestError/parameter(_:_:)`` for a word that is no role.
  init(body word: String) throws {
    guard let role = Role(rawValue: word) else {
      throw RequestError.parameter("role", Role.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self = role
  }
}
