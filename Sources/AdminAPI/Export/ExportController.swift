import AdminModel
import Foundation
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Users and events as files, by the same filters as their lists. Times are in UTC, and say so.
struct ExportController {
  private static let pageSize = 500

  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.get("users/export", use: users).get("events/export", use: events)
  }

  private func users(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (text, group) = (request.query("q"), request.query("accessGroup"))
    // An unknown group is refused before the file begins.
    if let group { _ = try await engine.store.read { try $0.accessGroup(named: group) } }
    let export = Export<UserResource>(
      name: "lockstep-users", server: engine.store.server.bytes.hexadecimal, at: Date(), columns: Self.userColumns
    ) { [engine] cursor in
      try await engine.store.read { store in
        let id = try group.map { try store.accessGroup(named: $0) }
        let names = try store.accessGroupNames()
        let found = try store.users(
          matching: text, byCardNumber: context.readsCardNumbers, in: id, after: cursor ?? "",
          limit: Self.pageSize + 1)
        return Page(found, limit: Self.pageSize, cursor: { ReadTransaction.cursor(of: $0, matching: text) }) {
          UserResource($0, groups: names).shown(to: context)
        }
      }
    }
    return export.response(as: try Self.format(request))
  }

  private func events(_ request: Request, _ context: AdminContext) async throws -> Response {
    let query = try EventController.query(
      request, .after(request.query("after", as: Int64.self) ?? 0), limit: Self.pageSize + 1)
    let last = try await engine.store.read { try $0.lastEvent() }
    let export = Export<EventResource>(
      name: "lockstep-events", server: engine.store.server.bytes.hexadecimal, at: Date(), columns: Self.eventColumns
    ) { [engine] cursor in
      var page = query
      if let after = cursor.flatMap({ Int64($0) }) { page.direction = .after(after) }
      let wanted = page
      let found = try await engine.store.read { try $0.events(wanted) }.prefix { $0.id <= last }
      return Page(Array(found), limit: Self.pageSize, cursor: { "\($0.id)" }, EventResource.init)
    }
    return export.response(as: try Self.format(request))
  }

  private static func format(_ request: Request) throws -> ExportFormat {
    try request.query("format", oneOf: ExportFormat.self) ?? .csv
  }
}
