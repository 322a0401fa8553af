import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// The way in for people: before it nobody is known.
struct SignInController {
  let accounts: Accounts
  let isSecure: Bool
  /// Nobody knows yet who sends it.
  private static let largestBody = 8192

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.post("sign-in", use: signIn).post("sign-in/link", use: useLink)
  }

  private func signIn(_ request: Request, _ context: AdminContext) async throws -> Response {
    try request.refuseForeignOrigin()
    let body = try await request.body(as: SignInBody.self, upTo: Self.largestBody)
    let (secret, principal) = try await accounts.signIn(
      name: body.name, password: body.password, address: context.address)
    return try Answer.signedIn(principal, secret, isSecure: isSecure)
  }

  private func useLink(_ request: Request, _ context: AdminContext) async throws -> Response {
    try request.refuseForeignOrigin()
    let body = try await request.body(as: LinkBody.self, upTo: Self.largestBody)
    let (secret, principal) = try await accounts.usePassword(
      body.password, byLink: body.token, name: body.name, address: context.address)
    return try Answer.signedIn(principal, secret, isSecure: isSecure)
  }
}

extension Request {
  /// A browser says from which site a request comes: another site may not sign anybody in.
  func refuseForeignOrigin() throws {
    guard let origin = headers[.origin], let host = head.authority else { return }
    guard origin == "https://\(host)" || origin == "http://\(host)" else { throw RequestError.foreignPage }
  }
}

extension Answer {
  static func signedIn(_ principal: Principal, _ secret: Secret, isSecure: Bool) throws -> Response {
    var response = try json(MeResource(principal))
    response.headers[.setCookie] = SessionCookie.field(secret, isSecure: isSecure)
    response.headers[.cacheControl] = "no-store"
    return response
  }
}

extension MeResource {
  init(_ principal: Principal) {
    self.init(
      name: principal.actor.name, role: principal.role.rawValue, way: principal.actor.way.rawValue,
      csrfToken: principal.csrfToken)
  }
}
