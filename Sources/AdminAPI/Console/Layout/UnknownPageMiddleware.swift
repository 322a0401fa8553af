import Hummingbird

/// A page for somebody at a browser who asks for an address that there is not; programs get problem details.
struct UnknownPageMiddleware: RouterMiddleware {
  let console: Console
  let verbs: KnownVerbs

  func handle(
    _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as HTTPError where error.status == .notFound && isForPeople(request) {
      return try await console.identifying.handle(request, context: context) { request, context in
        try await PageMiddleware(console: console).handle(request, context: context) { _, _ in throw error }
      }
    }
  }

  private func isForPeople(_ request: Request) -> Bool {
    request.method.isSafe && !request.uri.path.hasPrefix("/api/") && verbs.verbs(of: request.uri.path).isEmpty
      && request.headers[values: .accept].contains { $0.contains("text/html") }
  }
}
