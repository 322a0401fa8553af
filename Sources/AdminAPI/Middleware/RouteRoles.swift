import HTTPTypes
import LockstepCore

/// Which role each route needs (SEC-2): the one place where it is said. Reading is for everybody who has signed in,
/// changing for operators; what is neither is named here.
enum RouteRoles {
  private static let exceptions: [String: Role] = [
    // Everybody's own.
    "POST /api/v1/sign-out": .viewer,
    "POST /api/v1/me/password": .viewer,
    // How the whole server behaves, and who may change it.
    "PUT /api/v1/settings/automatic-user-synchronization": .administrator,
    "PUT /api/v1/settings/{name}": .administrator,
    "PUT /api/v1/notifications/{kind}": .administrator,
    "GET /api/v1/administrators": .administrator,
    "POST /api/v1/administrators": .administrator,
    "GET /api/v1/administrators/{id}": .administrator,
    "PATCH /api/v1/administrators/{id}": .administrator,
    "DELETE /api/v1/administrators/{id}": .administrator,
    "POST /api/v1/administrators/{id}/link": .administrator,
    "GET /api/v1/api-tokens": .administrator,
    "POST /api/v1/api-tokens": .administrator,
    "DELETE /api/v1/api-tokens/{id}": .administrator,
    "GET /api/v1/audit": .administrator,
    "GET /api/v1/mail/server": .administrator,
    "PUT /api/v1/mail/server": .administrator,
    "DELETE /api/v1/mail/server": .administrator,
    "POST /api/v1/mail/server/test": .administrator,
    // Nobody brings them back, as after a deletion.
    "POST /api/v1/users/{id}/erase": .administrator,
    "GET /api/v1/erasures": .operator,
    "GET /api/v1/erasures/{id}": .operator,
    // To whom mail goes.
    "GET /api/v1/mail/outbox": .operator,
    "GET /api/v1/mail/outbox/{id}": .operator,
    "POST /api/v1/projects": .administrator,
    "DELETE /api/v1/projects/{project}": .administrator,
    "PUT /api/v1/projects/{project}/admins/{id}": .administrator,
    "DELETE /api/v1/projects/{project}/admins/{id}": .administrator,
  ]

  /// The one route of an upload key.
  static let upload = "PUT /api/v1/projects/{project}/auto-sync"

  static func role(_ verb: HTTPRequest.Method, _ path: String) -> Role {
    // HEAD tells of an answer what GET would.
    let verb = verb == .head ? .get : verb
    return exceptions["\(verb.rawValue) \(path)"] ?? (verb == .get ? .viewer : .operator)
  }

  /// The routes that are named, to be set against those that there are.
  static var named: [String] { exceptions.keys.sorted() }
}
