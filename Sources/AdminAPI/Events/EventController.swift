import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// The monitoring log (LOG-8).
struct EventController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("events").get(use: list).get("stream", use: stream)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let limit = try request.limit()
    let before = try request.query("before", as: Int64.self)
    let after = try await after(request)
    let query = try Self.query(
      request, before.map { .before($0) } ?? .after(after), limit: limit + 1)
    let folds = try request.query("fold", as: Bool.self, expected: "true or false") ?? false
    let page = try await engine.store.read { store in
      let found = try store.events(query)
      let next = found.count > limit ? "\(found[limit - 1].id)" : nil
      let events = Array(found.prefix(limit))
      return Page(items: try folds ? EventFold.items(events, store) : events.map(EventResource.init), next: next)
    }
    return try Answer.json(page)
  }

  private func stream(_ request: Request, _ context: AdminContext) async throws -> Response {
    let query = try Self.query(request, .after(0), limit: EventStream.mostAtOnce)
    let after: Int64
    if let text = request.headers[.lastEventID] {
      guard let number = Int64(text), number >= 0 else {
        throw RequestError.parameter("Last-Event-ID", "the number of an entry")
      }
      after = try await notAhead(number, "Last-Event-ID")
    } else {
      after = try await engine.store.read { try $0.lastEvent() }
    }
    let stream = EventStream(engine: engine, query: query, after: after, principal: context.principalNow)
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in try await stream.write(to: &writer) })
  }

  /// The entry behind which a list begins.
  private func after(_ request: Request) async throws -> Int64 {
    if let after = try request.query("after", as: Int64.self) { return try await notAhead(after, "after") }
    guard let cursor: Int64 = try request.cursor() else { return 0 }
    return try await notAhead(cursor, "cursor")
  }

  /// Whoever asks for what comes behind an entry that there is not would miss what comes up to its number.
  private func notAhead(_ number: Int64, _ name: String) async throws -> Int64 {
    let newest = try await engine.store.read { try $0.lastEvent() }
    guard number <= newest else { throw RequestError.aheadOfLog(name, newest: newest) }
    return number
  }

  static func query(
    _ request: Request, _ direction: EventQuery.Direction, limit: Int
  ) throws -> EventQuery {
    EventQuery(
      device: try request.queryDevice(), user: request.query("user"),
      kind: try request.query("kind", oneOf: EventKind.self), direction: direction, limit: limit)
  }
}
