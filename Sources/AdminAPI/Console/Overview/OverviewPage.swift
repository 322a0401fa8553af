import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// How everything stands, on one page.
struct OverviewPage {
  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("/", use: show)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "overview")
    let (engine, text) = (console.engine, console.text)
    let cursors = engine.liveCursors
    let (devices, users, kinds, behind, mails, others) = try await engine.store.read { store in
      (
        try store.devices(lookingAt: DeviceWords.window, cursors: cursors), try store.userCount(),
        try store.openEntriesByKind(),
        try store.behind(), try store.mailServer() == nil ? try store.mailCount(.waiting) : CappedCount(0),
        try ProjectAttention.rows(store)
      )
    }
    let minutes = try await engine.figures()
    let words = DeviceWords(visit: visit, engine: engine)
    let registered = devices.filter(\.isRegistered)
    let online = registered.count { words.isOnline($0) }
    let waiting = devices.count - registered.count
    let unfinished = registered.count { ["pending", "hold"].contains(words.kind($0)) }
    let states: [View] = [
      state("online", online, "/devices"), state("offline", registered.count - online, "/devices?show=offline"),
      state("unfinished", unfinished, "/devices?show=pending"), state("waiting", waiting, "/devices"),
    ]
    return console.page(
      "overview", visit,
      [
        "isNotUsed": visit.mode.scope == .none, "mode": visit.mode.title, "behind": behind, "states": states,
        "users": text.count("overview.users", users), "devices": text.count("overview.devices", registered.count),
        "mailWaits": mails.count > 0 && visit.mayOperate
          ? text.count("mail.waits", mails.count, atLeast: mails.isMore) : nil,
        "hasDevices": !devices.isEmpty, "hasUsers": users > 0,
        "attention": kinds.sorted { $0.value > $1.value }.map { kind, count -> View in
          [
            "title": text("attention.kinds.\(kind.rawValue).title"), "count": NumberText.grouped(count),
            "path": "/attention?kind=\(kind.rawValue)",
          ]
        } + others,
        "hasAttention": !kinds.isEmpty || !others.isEmpty,
        "charts": FigureCharts(minutes: minutes, times: visit.times).views(),
      ])
  }

  private func state(_ name: String, _ count: Int, _ path: String) -> View {
    [
      "name": name, "title": console.text("overview.states.\(name)"), "count": NumberText.grouped(count), "path": path,
      "isZero": count == 0,
    ]
  }
}
