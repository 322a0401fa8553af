import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// What the last compares found, of all devices at once, and their repair (section 8).
struct ComparePages {
  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) { pages.get("compares", use: list) }

  private enum Shown: String, CaseIterable {
    case different
    case open
    case equal
    case never
    case all

    func holds(_ compare: StoredCompare) -> Bool {
      switch self {
      case .different: compare.isEqual == false
      case .open: [.asked, .due].contains(compare.state)
      case .equal: compare.isEqual == true
      case .never: compare.isEqual == nil
      case .all: true
      }
    }
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "compares")
    let chosen = try request.query("show", oneOf: Shown.self)
    let (compares, schedule) = try await console.engine.store.read { (try $0.compares(), try $0.setting(.compareHour)) }
    let shown = chosen ?? (compares.contains(where: Shown.different.holds) ? .different : .all)
    let words = CompareWords(visit: visit, engine: console.engine)
    let rows = try await console.engine.store.read { store in
      try compares.filter(shown.holds).prefix(Self.mostRows).map { compare in
        (compare, try store.findings(of: compare.device, limit: CompareWords.mostNames))
      }
    }
    let text = console.text
    let filters = Shown.allCases.map { choice -> View in
      [
        "title": text("compares.show.\(choice.rawValue)"), "current": choice == shown,
        "path": "/compares?show=\(choice.rawValue)", "count": NumberText.grouped(compares.count(where: choice.holds)),
      ]
    }
    return console.page(
      "compares", visit,
      [
        "filters": filters, "rows": rows.map { words.row($0.0, $0.1) }, "hasRows": !rows.isEmpty,
        "hasDevices": !compares.isEmpty, "repair": words.repair(compares),
        "schedule": schedule == "off"
          ? text("compares.no-schedule") : text("compares.schedule", ["hour": schedule, "zone": visit.zone]),
      ])
  }

  /// More are found by the tabs, and by the devices' own pages.
  private static let mostRows = 500
}
