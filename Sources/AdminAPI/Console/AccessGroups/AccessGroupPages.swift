import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Which people and which doors belong together.
struct AccessGroupPages {
  private static let most = 200

  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("access-groups", use: list)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "access-groups")
    let after = try request.cursor(as: AccessGroupID.self) ?? 0
    let (groups, mode) = try await console.engine.store.read { store in
      (try store.accessGroups(after: after, limit: Self.most + 1), try store.mode())
    }
    let shown = groups.prefix(Self.most)
    let text = console.text
    return console.page(
      "access-groups", visit,
      [
        "rows": shown.map { group -> View in
          [
            "id": "\(group.id)", "name": group.name, "users": text.count("groups.users", group.userCount),
            "devices": text.count("groups.devices", group.deviceCount),
            "usersPath": "/users" + PathText.query(["accessGroup": group.name]),
            "ask": text("groups.ask-remove", ["name": group.name]),
          ]
        },
        "hasRows": !shown.isEmpty, "isScope": mode.scope == .accessGroups,
        "next": groups.count > Self.most ? shown.last.map { "/access-groups?cursor=\($0.id)" } : nil,
      ])
  }
}
