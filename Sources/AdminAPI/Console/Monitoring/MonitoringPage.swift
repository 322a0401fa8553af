import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// The live log. The page comes with the newest entries; a script adds what follows.
struct MonitoringPage {
  private static let shownAtFirst = 200

  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("monitoring", use: show)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "monitoring")
    let device = try request.queryDevice()
    let user = request.search("user")
    let kind = try request.query("kind", oneOf: EventKind.self)
    let before = try request.query("before", as: Int64.self)
    let query = EventQuery(
      device: device, user: user, kind: kind, direction: .before(before ?? .max), limit: Self.shownAtFirst)
    let (events, last, names, wanted) = try await console.engine.store.read { store in
      let events = try store.events(query)
      let users = Set(events.filter { $0.origin == .server }.compactMap(\.user))
      return (
        events, try store.lastEvent(), try store.deviceNames(), try store.deviceCounts(inScopeOf: users)
      )
    }
    let words = EventWords(times: visit.times, names: names, wanted: wanted)
    let filter: KeyValuePairs<String, String?> = [
      "device": device.map { "\($0)" }, "user": user, "kind": kind?.rawValue,
    ]
    let older = events.count == Self.shownAtFirst ? events.last.map { "\($0.id)" } : nil
    return console.page(
      "monitoring", visit,
      [
        "rows": words.rows(events), "isLive": before == nil, "last": "\(last)",
        "stream": "/api/v1/events/stream" + PathText.query(filter), "device": device.map { "\($0)" } ?? "",
        "user": user ?? "", "isFiltered": device != nil || user != nil || kind != nil,
        "older": older.map { older in
          "/monitoring"
            + PathText.query(["device": device.map { "\($0)" }, "user": user, "kind": kind?.rawValue, "before": older])
        },
        "newest": "/monitoring" + PathText.query(filter),
        "kinds": View.choices(
          EventKind.allCases.map { ($0.rawValue, console.text("monitoring.kinds.\($0.rawValue)")) },
          chosen: kind?.rawValue ?? ""),
        "names": names.keys.sorted().map { ["id": "\($0)", "name": names[$0] ?? ""] as View },
        "zone": visit.zone,
      ])
  }
}
