import HTTPTypes
import Hummingbird
import LockstepCore
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
    guard try await isAllowed(context, request.method, route, needed) else {
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

  /// An upload key does one thing; a project's admins do in it what an operator may (SEC-2).
  private func isAllowed(
    _ context: AdminContext, _ verb: HTTPRequest.Method, _ route: String, _ needed: Role
  ) async throws -> Bool {
    guard let principal = context.principal else { return false }
    if principal.uploadsTo != nil { return "\(verb.rawValue) \(route)" == RouteRoles.upload }
    if principal.role >= needed { return true }
    guard needed <= .operator, route.hasPrefix("/api/v1/projects/{project}"),
      let administrator = principal.administrator
    else { return false }
    let name = context.projectName
    return try await engine.store.read { store in
      guard let project = try? store.project(named: name) else { return false }
      return try store.isAdmin(administrator, ofProject: project.id)
    }
  }
}
