import Hummingbird
import LockstepServer
import LockstepStore

/// Lets a request through whose sender has the role that the route needs; one that would have changed something and was
/// refused leaves a line in the audit log.
struct RoleMiddleware: RouterMiddleware {
  let engine: Engine

  func handle(
    _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
  ) async throws -> Response {
    let route = context.endpointPath ?? request.uri.path
    let needed = RouteRoles.role(request.method, route)
    guard let role = context.principal?.role, role >= needed else {
      if !request.method.isSafe {
        let entry = AuditEntry(
          at: engine.now(), actor: context.actor, action: "\(request.method.rawValue) \(route)",
          object: String(request.uri.path.prefix(200)), outcome: .refused)
        try await engine.note(refusal: entry)
      }
      throw RequestError.forbidden(needed)
    }
    return try await next(request, context)
  }
}
