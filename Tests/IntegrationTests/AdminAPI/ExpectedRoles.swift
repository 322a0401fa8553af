import LockstepCore

/// Which role each route below `/api/v1` asks for, written down a second time by hand. A table of the server that is only
/// compared with itself shows neither a route that was forgotten in it nor one that stands there with too low a role; a
/// route that is new has to be added here as well.
enum ExpectedRoles {
  /// By verb and whole path.
  static let byRoute: [String: Role] = [Role.viewer: viewer, .operator: operators, .administrator: administrator]
    .reduce(into: [:]) { roles, list in
      for line in list.value.split(separator: "\n") {
        let words = line.split(separator: " ")
        roles["\(words[0]) /api/v1/\(words[1])"] = list.key
      }
    }

  private static let viewer = """
    GET access-groups
    GET access-groups/{id}
    GET attention
    GET attention/{id}
    GET compares
    GET compares/{id}
    GET devices
    GET devices/{id}
    GET devices/{id}/compare
    GET differences
    GET differences/{id}
    GET events
    GET events/export
    GET events/stream
    GET figures
    GET mail
    GET me
    POST me/password
    GET notifications
    GET projects
    GET projects/{project}
    GET projects/{project}/admins
    GET projects/{project}/held
    GET projects/{project}/keys
    GET projects/{project}/people
    GET projects/{project}/runs
    GET projects/{project}/runs/{id}
    GET projects/{project}/runs/{id}/export
    GET projects/{project}/runs/{id}/rows
    GET settings/automatic-user-synchronization
    GET settings/{name}
    POST sign-out
    GET status
    GET transfers/{id}
    GET users
    GET users/export
    GET users/{id}
    GET users/{id}/devices
    GET users/{id}/provenance
    """

  private static let operators = """
    POST access-groups
    PATCH access-groups/{id}
    DELETE access-groups/{id}
    PUT access-groups/{id}/users/{user}
    DELETE access-groups/{id}/users/{user}
    POST attention/{id}/{action}
    POST compares
    POST devices/register-all-waiting
    PATCH devices/{id}
    DELETE devices/{id}
    POST devices/{id}/content
    POST devices/{id}/register
    POST devices/{id}/retry
    POST devices/{id}/upload
    POST differences/{id}/{action}
    GET erasures
    GET erasures/{id}
    GET mail/outbox
    POST mail/outbox/retry
    GET mail/outbox/{id}
    POST mail/outbox/{id}/retry
    PATCH projects/{project}
    PUT projects/{project}/auto-sync
    POST projects/{project}/held/{id}
    POST projects/{project}/invitations/release
    POST projects/{project}/invitations/resend
    POST projects/{project}/keys
    DELETE projects/{project}/keys/{id}
    POST projects/{project}/people/{user}/reset
    POST projects/{project}/runs/{id}/approve
    POST projects/{project}/runs/{id}/reject
    POST projects/{project}/task-config
    POST repairs
    POST transfers
    POST users
    POST users/bulk
    PATCH users/{id}
    DELETE users/{id}
    POST users/{id}/restore
    """

  private static let administrator = """
    GET administrators
    POST administrators
    GET administrators/{id}
    PATCH administrators/{id}
    DELETE administrators/{id}
    POST administrators/{id}/link
    GET api-tokens
    POST api-tokens
    DELETE api-tokens/{id}
    GET audit
    GET mail/server
    PUT mail/server
    DELETE mail/server
    POST mail/server/test
    PUT notifications/{kind}
    POST projects
    DELETE projects/{project}
    PUT projects/{project}/admins/{id}
    DELETE projects/{project}/admins/{id}
    PUT settings/automatic-user-synchronization
    PUT settings/{name}
    POST users/{id}/erase
    """
}
