import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Who was erased for good, and how far it is (DEL-7).
struct ErasuresPage {
  private static let most = 100

  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) { pages.get("erasures", use: list) }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "users")
    guard visit.mayOperate else { throw RequestError.forbidden(.operator) }
    let (before, cursors): (Int64?, LiveCursors) = (try request.cursor(), console.engine.liveCursors)
    let erasures = try await console.engine.store.read {
      try $0.erasures(before: before ?? .max, limit: Self.most + 1, cursors: cursors)
    }
    let shown = erasures.prefix(Self.most)
    let next = erasures.count > Self.most ? shown.last : nil
    return console.page(
      "erasures", visit,
      [
        "rows": shown.map { row($0, visit) }, "hasRows": !shown.isEmpty, "isContinued": before != nil,
        "next": next.map { "/erasures" + PathText.query(["cursor": "\($0.id)"]) },
      ])
  }

  private func row(_ erasure: StoredErasure, _ visit: Visit) -> View {
    let text = console.text
    let doors: String? =
      erasure.waitingDevices > 0
      ? text.count("erasures.waiting", erasure.waitingDevices)
      : erasure.absentDevices > 0 ? text.count("erasures.absent", erasure.absentDevices) : nil
    return [
      "user": erasure.user.text, "path": PathText.encoded(erasure.user.text),
      "state": text("erasures.states.\(erasure.state.rawValue)"), "doors": doors,
      "tone": erasure.state == .finished ? "good" : "notable", "isWaiting": erasure.waitingDevices > 0,
      "asked": visit.times.view(erasure.askedAt), "by": erasure.askedBy,
      "finished": erasure.finishedAt.map { visit.times.view($0) },
    ]
  }
}
