import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// What waits to be mailed, and what became of the rest.
struct OutboxController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("mail/outbox").get(use: list).post("retry", use: retryAll).get(":id", use: show)
      .post(":id/retry", use: retry)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let limit = try request.limit()
    let user = try request.query("user").map { try UserID($0) }
    let wanted = MailQuery(
      state: try request.query("state", oneOf: MailState.self), kind: try request.query("kind", oneOf: MailKind.self),
      user: user, before: try request.cursor() ?? .max, limit: limit + 1)
    let project = request.query("project")
    let page = try await engine.store.read { store in
      var query = wanted
      query.project = try project.map { try store.project(named: $0).id }
      return Page(try store.mails(query), limit: limit, cursor: { "\($0.id)" }) { MailResource($0, in: store) }
    }
    return try Answer.json(page)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    return try Answer.json(try await engine.store.read { MailResource(try $0.mail(id), in: $0) })
  }

  private func retry(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, now): (Int64, Int64) = (try context.number(), engine.now())
    let mail = try await engine.change(context, "mail.retry", "mail \(id)", aside: true) { store, _ in
      try store.retryMail(id, at: now)
      return MailResource(try store.reading.mail(id), in: store.reading)
    }
    engine.mail.tryNow()
    return try Answer.json(mail)
  }

  private func retryAll(_ request: Request, _ context: AdminContext) async throws -> Response {
    let now = engine.now()
    let result = try await engine.change(context, "mail.retry", "all mail", aside: true) { store, note in
      let result = MailRetryResource(count: try store.retryAllMail(at: now))
      note.after = result
      return result
    }
    engine.mail.tryNow()
    return try Answer.json(result)
  }
}

extension MailResource {
  init(_ mail: StoredMail, in store: ReadTransaction) {
    self.init(
      id: mail.id, kind: mail.kind.rawValue, project: mail.project.flatMap { try? store.project($0).shortName },
      user: mail.user, recipient: mail.recipient, state: mail.state.rawValue,
      createdAt: Moment.milliseconds(mail.createdAt),
      nextTry: mail.state == .waiting ? Moment.milliseconds(mail.notBefore) : nil, attempts: mail.attempts,
      answer: mail.answer, endedAt: Moment.milliseconds(mail.endedAt))
  }
}
