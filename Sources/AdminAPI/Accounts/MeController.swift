import AdminModel
import Hummingbird
import LockstepServer

/// What everybody may do with their own account.
struct MeController {
  let accounts: Accounts
  let isSecure: Bool

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.get("me", use: show).post("me/password", use: changePassword).post("sign-out", use: signOut)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    try Answer.json(MeResource(try context.known()))
  }

  private func changePassword(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: PasswordBody.self)
    let principal = try context.known()
    guard principal.administrator != nil else { throw RequestError.parameter("current", "somebody who has signed in") }
    let (secret, renewed) = try await accounts.changePassword(
      of: principal, from: body.current, to: body.password)
    return try Answer.signedIn(renewed, secret, isSecure: isSecure)
  }

  private func signOut(_ request: Request, _ context: AdminContext) async throws -> Response {
    if let secret = SessionCookie.secret(of: request, isSecure: isSecure) {
      try await accounts.signOut(cookie: secret, context.actor)
    }
    var response = Answer.nothing
    response.headers[.setCookie] = SessionCookie.ended(isSecure: isSecure)
    return response
  }
}

extension AdminContext {
  /// - Throws: ``RequestError/unauthorized`` for nobody.
  func known() throws -> Principal {
    guard let principal else { throw RequestError.unauthorized }
    return principal
  }
}
