import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Who may come in, and what was done: administrators, API tokens, the audit log, one's own account.
struct AccountPages {
  private static let most = 100

  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("administrators", use: administrators).get("api-tokens", use: tokens).get("audit", use: audit)
      .get("me", use: me)
  }

  private func administrators(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "administrators")
    let people = try await console.engine.store.read { store in
      try store.administrators().map { ($0, try store.tokens(madeBy: $0.name).map(\.name).joined(separator: ", ")) }
    }
    let text = console.text
    return console.page(
      "administrators", visit,
      [
        "rows": people.map { person, tokens -> View in
          [
            "id": "\(person.id)", "name": person.name, "email": person.email,
            "roleTitle": text("roles.\(person.role.rawValue)"), "roles": roles(chosen: person.role.rawValue),
            "isInvited": !person.hasPassword, "signedIn": visit.times.view(ifAny: person.signedInAt),
            "isMe": person.id == visit.principal.administrator,
            "tokens": tokens.isEmpty ? nil : text("administrators.tokens", ["names": tokens]),
            "ask": text("administrators.ask-remove", ["name": person.name])
              + (tokens.isEmpty ? "" : " " + text("administrators.ask-remove-tokens", ["names": tokens])),
          ]
        },
        "roles": roles(chosen: Role.operator.rawValue),
      ])
  }

  private func roles(chosen: String) -> [View] {
    View.choices(Role.allCases.map { ($0.rawValue, console.text("roles.\($0.rawValue)")) }, chosen: chosen)
  }

  private func tokens(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "api-tokens")
    let tokens = try await console.engine.store.read { store in
      try store.tokens().map { ($0, try store.tokens(madeBy: $0.name).map(\.name).joined(separator: ", ")) }
    }
    let now = console.engine.now()
    return console.page(
      "api-tokens", visit,
      [
        "rows": tokens.map { token, made -> View in
          [
            "id": "\(token.id)", "name": token.name, "roleTitle": console.text("roles.\(token.role.rawValue)"),
            "by": token.createdBy, "created": visit.times.view(token.createdAt),
            "expires": visit.times.view(ifAny: token.expiresAt),
            "isExpired": token.expiresAt.map { $0 <= now } ?? false,
            "used": visit.times.view(ifAny: token.usedAt),
            "ask": console.text("tokens.ask-remove", ["name": token.name])
              + (made.isEmpty ? "" : " " + console.text("tokens.ask-remove-made", ["names": made])),
          ]
        },
        "hasRows": !tokens.isEmpty, "roles": roles(chosen: Role.viewer.rawValue),
      ])
  }

  private func audit(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "audit")
    let (actor, object) = (request.search("actor"), request.search("object"))
    let before = try request.cursor() ?? Int64.max
    let entries = try await console.engine.store.read { store in
      try store.audit(actor: actor, object: object, before: before, limit: Self.most + 1)
    }
    let shown = entries.prefix(Self.most)
    let next = entries.count > Self.most ? shown.last.map { "\($0.id)" } : nil
    return console.page(
      "audit", visit,
      [
        "rows": shown.map { AuditWords(visit: visit).row($0) }, "hasRows": !shown.isEmpty, "actor": actor ?? "",
        "object": object ?? "",
        "next": next.map { next in
          "/audit" + PathText.query(["actor": actor, "object": object, "cursor": next])
        },
      ])
  }

  private func me(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "me")
    return console.page("me", visit, ["isAccount": visit.principal.administrator != nil])
  }
}
