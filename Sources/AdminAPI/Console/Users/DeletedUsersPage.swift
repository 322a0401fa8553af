import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Users who were deleted and can be restored (DEL-6).
struct DeletedUsersPage {
  private static let most = 100

  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    // An ID may be any word, so that this is no part of `users/`.
    pages.get("deleted-users", use: list)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "users")
    let after = try Self.place(request.search("cursor"))
    let (users, days) = try await console.engine.store.read { store in
      (try store.restorableUsers(after: after, limit: Self.most + 1), try store.setting(.restoreDays))
    }
    let shown = users.prefix(Self.most)
    let next = users.count > Self.most ? shown.last : nil
    return console.page(
      "deleted-users", visit,
      [
        "rows": shown.map { user -> View in
          [
            "id": user.id.text, "path": PathText.encoded(user.id.text), "name": user.name,
            "department": user.department, "at": visit.times.view(user.deletedAt),
            "label": console.text("deleted.restore-one", ["name": user.name.isEmpty ? user.id.text : user.name]),
            "eraseLabel": console.text("erasures.erase-one", ["name": user.name.isEmpty ? user.id.text : user.name]),
            "askErase": console.text("erasures.ask", ["id": user.id.text]),
          ]
        },
        "hasRows": !shown.isEmpty, "days": console.text("deleted.days", ["n": days]), "isContinued": after != nil,
        "next": next.map { "/deleted-users" + PathText.query(["cursor": "\($0.deletedAt)-\($0.incarnation)"]) },
      ])
  }

  private static func place(_ cursor: String?) throws -> (deletedAt: Int64, incarnation: Incarnation)? {
    guard let cursor else { return nil }
    let parts = cursor.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
    guard parts.count == 2, let deletedAt = parts[0], let incarnation = parts[1] else {
      throw RequestError.parameter("cursor", "the next of the page before")
    }
    return (deletedAt, incarnation)
  }
}
