public import AdminModel

extension AdminClient {
  public func accessGroups() -> Pages<AccessGroupResource> { pages("access-groups") }

  public func addAccessGroup(named name: String) async throws -> AccessGroupResource {
    try await send(.post, "access-groups", body: AccessGroupBody(name: name))
  }

  public func renameAccessGroup(_ id: UInt32, to name: String) async throws -> AccessGroupResource {
    try await send(.patch, "access-groups", "\(id)", body: AccessGroupBody(name: name))
  }

  /// - Parameter confirm: the code of a refusal that asked for confirmation.
  public func removeAccessGroup(_ id: UInt32, confirm: String? = nil) async throws {
    try await send(.delete, "access-groups", "\(id)", query: [("confirm", confirm)])
  }

  public func addUser(_ user: String, toAccessGroup id: UInt32) async throws {
    try await send(.put, "access-groups", "\(id)", "users", user)
  }

  public func removeUser(_ user: String, fromAccessGroup id: UInt32) async throws {
    try await send(.delete, "access-groups", "\(id)", "users", user)
  }
}
