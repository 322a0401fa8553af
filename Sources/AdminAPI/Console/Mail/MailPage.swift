import AdminModel
import Foundation
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Where mail is handed over, and the outbox.
struct MailPage {
  private static let most = 100

  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) { pages.get("settings/mail", use: show) }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "mail")
    let state = try request.query("state", oneOf: MailState.self)
    let query = MailQuery(state: state, before: try request.cursor() ?? .max, limit: Self.most + 1)
    let (server, mails, waiting) = try await console.engine.store.read { store in
      (
        try store.mailServer(), try store.mails(query).map { MailResource($0, in: store) },
        try store.mailCount(.waiting)
      )
    }
    let shown = mails.prefix(Self.most)
    let next = mails.count > Self.most ? shown.last.map { "\($0.id)" } : nil
    let text = console.text
    let hasServer = server != nil
    return console.page(
      "mail", visit,
      [
        "hasServer": hasServer,
        "waits": !hasServer && waiting.count > 0
          ? text.count("mail.waits", waiting.count, atLeast: waiting.isMore) : nil,
        "problem": hasServer ? console.engine.mail.problem : nil, "server": try view(server),
        "states": [("", text("mail.all"))].map { choice($0.0, $0.1, state) }
          + MailState.allCases.map { choice($0.rawValue, text("mail.states.\($0.rawValue)"), state) },
        "rows": shown.map { row($0, visit) }, "hasRows": !shown.isEmpty,
        "next": next.map { "/settings/mail" + PathText.query(["state": state?.rawValue, "cursor": $0]) },
      ])
  }

  private func choice(_ value: String, _ title: String, _ chosen: MailState?) -> View {
    [
      "title": title, "path": "/settings/mail" + PathText.query(["state": value]),
      "current": value == chosen?.rawValue ?? "",
    ]
  }

  /// With what is offered to somebody who begins.
  private func view(_ settings: MailServerSettings?) throws -> View {
    let server = try settings.map { try MailServerResource($0, console.engine.mail) }
    let security = server?.security ?? MailServerSettings.Security.startTLS.rawValue
    return [
      "host": server?.host, "port": server.map { "\($0.port)" }, "user": server?.user,
      "hasPassword": server?.hasPassword ?? false, "authority": server?.authority,
      "senderAddress": server?.senderAddress, "senderName": server?.senderName,
      "securities": View.choices(
        [.startTLS, .tls, .none].map { (kind: MailServerSettings.Security) in
          (kind.rawValue, console.text("mail.securities.\(kind.rawValue)"))
        }, chosen: security),
    ]
  }

  private func row(_ mail: MailResource, _ visit: Visit) -> View {
    let text = console.text
    let (isWaiting, isRefused) = (mail.state == "waiting", mail.state == "refused")
    func milliseconds(_ date: Date) -> Int64 { Int64(date.timeIntervalSince1970 * 1000) }
    return [
      "id": "\(mail.id)", "kind": text("mail.kinds.\(mail.kind)"), "project": mail.project, "user": mail.user,
      "userPath": mail.user.map { "/users/\(PathText.encoded($0))" }, "recipient": mail.recipient,
      "state": text("mail.states.\(mail.state)"),
      "mark": isRefused ? "bad" : mail.state == "sent" ? "good" : isWaiting ? "notable" : "quiet",
      "created": visit.times.view(milliseconds(mail.createdAt)),
      "next": isWaiting && mail.attempts > 0 ? visit.times.view(ifAny: mail.nextTry.map(milliseconds)) : nil,
      "tries": mail.attempts > 0 ? text.count("mail.tries", mail.attempts) : nil, "answer": mail.answer,
      "canRetry": isRefused || (isWaiting && mail.attempts > 0),
    ]
  }
}
