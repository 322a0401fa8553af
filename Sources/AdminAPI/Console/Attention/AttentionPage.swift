import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// One list of what waits for an operator.
struct AttentionPage {
  private static let most = 100

  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("attention", use: list)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "attention")
    let kind = try request.query("kind", oneOf: AttentionKind.self)
    let (user, device) = (request.search("user"), try request.queryDevice())
    let after = try request.cursor() ?? Int64(0)
    let query = EntryQuery(kind: kind, user: user, device: device, after: after, limit: Self.most + 1)
    let isFiltered = kind != nil || user != nil || device != nil
    let (entries, counts, devices, users, projects) = try await console.engine.store.read { store in
      let names = try store.accessGroupNames()
      let entries = try store.entries(query).map { entry in
        (entry, entry.kind == .difference ? try DifferenceResource(entry, store, groups: names) : nil)
      }
      let users = try Set(entries.compactMap(\.0.user)).reduce(into: [String: String]()) { users, id in
        users[id] = try (try? UserID(id)).flatMap { try store.user($0)?.record.name }
      }
      return (
        entries, try store.openEntriesByKind(), try store.deviceNames(), users,
        isFiltered ? [] : try ProjectAttention.rows(store)
      )
    }
    let words = AttentionWords(visit: visit, devices: devices, users: users)
    let shown = entries.prefix(Self.most)
    let next = entries.count > Self.most ? shown.last.map { "\($0.0.id)" } : nil
    let path = { (kind: AttentionKind?) in
      "/attention"
        + PathText.query(["kind": kind?.rawValue, "user": user, "device": device.map { "\($0)" }])
    }
    let filters =
      [
        ["title": console.text("attention.all"), "path": path(nil), "current": kind == nil] as View
      ]
      + counts.keys.sorted { $0.rawValue < $1.rawValue }.map { other -> View in
        [
          "title": console.text("attention.kinds.\(other.rawValue).title"), "path": path(other),
          "current": other == kind, "count": NumberText.grouped(counts[other] ?? 0),
        ]
      }
    return console.page(
      "attention", visit,
      [
        "rows": shown.map { words.row($0.0, difference: $0.1) }, "hasRows": !shown.isEmpty, "filters": filters,
        "isFiltered": isFiltered, "projects": projects, "hasProjects": !projects.isEmpty,
        "isEmpty": shown.isEmpty && projects.isEmpty,
        "bulk": visit.mayOperate && shown.count > 1 ? kind.map { bulk($0, words) } : nil,
        "explanation": kind.map { console.text("attention.kinds.\($0.rawValue).what") },
        "next": next.map { next in
          "/attention"
            + PathText.query([
              "kind": kind?.rawValue, "user": user, "device": device.map { "\($0)" }, "cursor": next,
            ])
        },
      ])
  }

  /// What is done to all that are ticked: only within one kind, whose actions are the same.
  private func bulk(_ kind: AttentionKind, _ words: AttentionWords) -> View {
    let way = kind == .difference ? "differences" : "attention"
    return [
      "actions": words.actions(kind).map { action -> View in
        [
          "title": console.text("attention.bulk", ["action": action.title]),
          "api": "POST /api/v1/\(way)/{id}/\(action.name)",
          "ask": console.text.find("attention.ask.\(action.name)"),
        ]
      }
    ]
  }
}
