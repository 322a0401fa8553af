import AdminModel
import Foundation
import Hummingbird
import LockstepServer
import LockstepStore

/// What happened in each minute of the last day.
struct FigureController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) { api.get("figures", use: show) }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let minutes = try await engine.figures()
    return try Answer.json(Page(items: minutes.map(FigureResource.init)))
  }
}

extension FigureResource {
  init(_ minute: StoredMinute) {
    self.init(
      minute: Moment.milliseconds(minute.minute * 60_000), logs: minute.logs, enrolments: minute.enrolments,
      transfers: minute.transfers, failures: minute.failures, longestLagMilliseconds: minute.longestLag)
  }
}
