import HTTPTypes
import Hummingbird
import LockstepServer

/// Finds out whom a request comes from: a bearer token, or the cookie of somebody who has signed in.
struct AuthenticationMiddleware: RouterMiddleware {
  let accounts: Accounts
  let gate: ConnectionGate
  let isSecure: Bool
  /// Whether a request of nobody ends here; pages lead to the sign-in instead.
  var isRequired = true

  func handle(
    _ request: Request, context: AdminContext, next: (Request, AdminContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    let address = context.address
    if let token = Self.bearer(request) {
      context.principalNow = { [accounts] in try await accounts.principal(bearer: token, address: address) }
      context.principal = try await context.principalNow()
    } else if let secret = SessionCookie.secret(of: request, isSecure: isSecure) {
      context.principalNow = { [accounts] in try await accounts.principal(cookie: secret, address: address) }
      context.principal = try await context.principalNow()
      // A browser sends the cookie whatever page asks for it, so that a change must prove that it is ours.
      if let principal = context.principal, !request.method.isSafe {
        try Self.refuseForeignPage(request, principal)
      }
    }
    if let principal = context.principal {
      gate.becomesKnown(context.channel, as: principal.holder)
    } else {
      // A sign-in has ended, a key was revoked, or nobody says any more who they are.
      gate.becomesStranger(context.channel)
    }
    guard context.principal != nil || !isRequired else { throw RequestError.unauthorized }
    return try await next(request, context)
  }

  private static func bearer(_ request: Request) -> String? {
    guard let header = request.headers[.authorization] else { return nil }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer", !parts[1].isEmpty else { return nil }
    return String(parts[1])
  }

  private static func refuseForeignPage(_ request: Request, _ principal: Principal) throws {
    guard let expected = principal.csrfToken, let given = request.headers[.csrfToken],
      Secret.areEqual(given, expected)
    else { throw RequestError.foreignPage }
  }
}

extension HTTPRequest.Method {
  /// It changes nothing.
  var isSafe: Bool { [.get, .head, .options].contains(self) }
}

extension HTTPField.Name {
  static let csrfToken = HTTPField.Name("X-CSRF-Token") ?? .cookie
}
