import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Where mail is handed over, and whether that works.
struct MailServerController {
  let engine: Engine

  private static let object = "mail server"

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.get("mail", use: status)
    api.group("mail/server").get(use: show).put(use: set).delete(use: remove).post("test", use: test)
  }

  private func status(_ request: Request, _ context: AdminContext) async throws -> Response {
    let problem = engine.mail.problem
    return try Answer.json(
      try await engine.store.read { store in
        MailStatusResource(
          configured: try store.mailServer() != nil, waiting: try store.mailCount(.waiting).count,
          sent: try store.mailCount(.sent).count, refused: try store.mailCount(.refused).count, problem: problem)
      })
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    guard let settings = try await engine.store.read({ try $0.mailServer() }) else {
      throw StoreError.unknown(Self.object)
    }
    return try Answer.json(try MailServerResource(settings, engine.mail))
  }

  private func set(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: MailServerBody.self)
    let settings = try MailServerSettings(body)
    if let password = body.password {
      guard (1...1000).contains(password.utf8.count), !password.unicodeScalars.contains(where: { $0.value < 32 }) else {
        throw LimitError(field: "password", limit: "1 to 1000 bytes, no control characters", actual: "something else")
      }
    }
    let mailer = engine.mail
    let resource = try await engine.change(context, "mail-server.change", Self.object, aside: true) { store, note in
      note.before = try store.reading.mailServer().map { try MailServerResource($0, mailer) }
      try mailer.set(settings, password: body.password, in: store)
      let after = try MailServerResource(settings, mailer)
      note.after = after
      return after
    }
    mailer.tryNow()
    return try Answer.json(resource)
  }

  private func remove(_ request: Request, _ context: AdminContext) async throws -> Response {
    let mailer = engine.mail
    try await engine.change(context, "mail-server.remove", Self.object, aside: true) { store, note in
      guard let settings = try store.reading.mailServer() else { throw StoreError.unknown(Self.object) }
      note.before = try MailServerResource(settings, mailer)
      try mailer.removeServer(in: store)
    }
    return Answer.nothing
  }

  private func test(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: MailTestBody.self)
    let (isSent, answer) = try await engine.mail.sendTest(to: body.recipient)
    let result = MailTestResource(sent: isSent, answer: answer)
    try await engine.change(context, "mail-server.test", Self.object, aside: true) { _, note in note.after = result }
    return try Answer.json(result)
  }
}

extension MailServerSettings {
  /// - Throws: `LimitError`, ``RequestError``.
  fileprivate init(_ body: MailServerBody) throws {
    guard let security = Security(rawValue: body.security) else {
      throw RequestError.parameter("security", Security.allCases.map(\.rawValue).joined(separator: ", "))
    }
    try self.init(
      host: body.host, port: body.port ?? security.usualPort, security: security, user: body.user ?? "",
      authority: body.authority ?? "", senderAddress: body.senderAddress, senderName: body.senderName ?? "")
  }
}

extension MailServerResource {
  init(_ settings: MailServerSettings, _ mailer: Mailer) throws {
    self.init(
      host: settings.host, port: settings.port, security: settings.security.rawValue, user: settings.user,
      hasPassword: try !settings.user.isEmpty && mailer.hasPassword(for: settings), authority: settings.authority,
      senderAddress: settings.senderAddress, senderName: settings.senderName)
  }
}
