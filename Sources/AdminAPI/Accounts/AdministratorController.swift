import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// People who may sign in.
struct AdministratorController {
  let engine: Engine
  let accounts: Accounts
  /// Where people reach the console; nil is where the request was sent.
  let publicURL: String?
  let isSecure: Bool

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("administrators")
      .get(use: list).post(use: add).get(":id", use: show).patch(":id", use: change).delete(":id", use: remove)
      .post(":id/link", use: link)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let people = try await engine.store.read { try $0.administrators() }
    return try Answer.json(Page(items: people.map(AdministratorResource.init)))
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    return try Answer.json(AdministratorResource(try await engine.store.read { try $0.administrator(id) }))
  }

  private func add(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: AdministratorBody.self)
    let (role, now) = (try Role(body: body.role), engine.now())
    let email = try Text.trimmed(body.email ?? "", field: "email", characters: 254)
    let resource = try await engine.change(context, "administrator.add", aside: true) { store, note in
      let added = AdministratorResource(
        try store.addAdministrator(named: body.name, role: role, email: email, at: now))
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
      let before = AdministratorResource(try store.reading.administrator(id))
      let after = AdministratorResource(try store.changeAdministrator(id, role: role, email: email))
      note = AuditNote(object: "administrator \(after.name)", before: before, after: after)
      return after
    }
    return try Answer.json(resource)
  }

  private func remove(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    try await engine.change(context, "administrator.remove", aside: true) { store, note in
      let administrator = AdministratorResource(try store.reading.administrator(id))
      note = AuditNote(object: "administrator \(administrator.name)", before: administrator)
      try store.removeAdministrator(id)
    }
    return Answer.nothing
  }

  private func link(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    let base = publicURL ?? "\(isSecure ? "https" : "http")://\(request.head.authority ?? "127.0.0.1")"
    let link = try await engine.change(context, "administrator.link", aside: true) { store, note in
      note.object = "administrator \(try store.reading.administrator(id).name)"
      let (secret, expiresAt) = try accounts.makeLink(for: id, in: store)
      return SignInLink(url: Accounts.link(secret, at: base), expiresAt: Moment.milliseconds(expiresAt))
    }
    return try Answer.json(link, .created)
  }
}

extension AdministratorResource {
  init(_ administrator: StoredAdministrator) {
    self.init(
      id: administrator.id, name: administrator.name, role: administrator.role.rawValue, email: administrator.email,
      hasPassword: administrator.hasPassword, createdAt: Moment.milliseconds(administrator.createdAt),
      signedInAt: Moment.milliseconds(administrator.signedInAt))
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
