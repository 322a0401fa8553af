import HTTPTypes
import Hummingbird

/// What every answer carries, of the API too: nobody keeps it who was not told that they may, no browser guesses what it
/// is, and whoever has come over TLS comes so again.
struct SafetyMiddleware: RouterMiddleware {
  let isSecure: Bool

  func handle(
    _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    response.headers[.xContentTypeOptions] = "nosniff"
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    return response
  }
}
