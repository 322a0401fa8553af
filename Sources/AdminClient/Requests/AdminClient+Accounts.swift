public import AdminModel

extension AdminClient {
  public func administrators() async throws -> [AdministratorResource] {
    let page: Page<AdministratorResource> = try await send(.get, "administrators")
    return page.items
  }

  public func addAdministrator(_ body: AdministratorBody) async throws -> AdministratorResource {
    try await send(.post, "administrators", body: body)
  }

  public func changeAdministrator(_ id: Int64, _ body: AdministratorChange) async throws -> AdministratorResource {
    try await send(.patch, "administrators", "\(id)", body: body)
  }

  public func removeAdministrator(_ id: Int64) async throws { try await send(.delete, "administrators", "\(id)") }

  /// The one-time link by which an administrator gives a password.
  public func makeSignInLink(for id: Int64) async throws -> SignInLink {
    try await send(.post, "administrators", "\(id)", "link")
  }

  public func tokens() async throws -> [TokenResource] {
    let page: Page<TokenResource> = try await send(.get, "api-tokens")
    return page.items
  }

  /// The answer is the only one that has the token itself.
  public func addToken(_ body: TokenBody) async throws -> TokenResource {
    try await send(.post, "api-tokens", body: body)
  }

  public func removeToken(_ id: Int64) async throws { try await send(.delete, "api-tokens", "\(id)") }

  /// Newest first.
  public func audit(actor: String? = nil, object: String? = nil) -> Pages<AuditResource> {
    pages("audit", query: [("actor", actor), ("object", object)])
  }

  public func notifications() async throws -> [NotificationResource] {
    let page: Page<NotificationResource> = try await send(.get, "notifications")
    return page.items
  }

  public func setNotification(_ kind: String, _ body: NotificationBody) async throws -> NotificationResource {
    try await send(.put, "notifications", kind, body: body)
  }
}
