public import AdminModel

extension AdminClient {
  /// - Parameter matching: part of ID, name or e-mail address, or a whole card number.
  public func users(matching text: String? = nil, accessGroup: String? = nil) -> Pages<UserResource> {
    pages("users", query: [("q", text), ("accessGroup", accessGroup)])
  }

  public func user(_ id: String) async throws -> UserResource { try await send(.get, "users", id) }

  public func addUser(_ body: UserBody) async throws -> UserResource { try await send(.post, "users", body: body) }

  /// - Parameter version: refused if the user has another version by now; nil for any.
  public func changeUser(_ id: String, _ body: UserBody, version: Int64? = nil) async throws -> UserResource {
    try await send(.patch, "users", id, query: [("version", version.map { "\($0)" })], body: body)
  }

  public func removeUser(_ id: String) async throws { try await send(.delete, "users", id) }

  public func restoreUser(_ id: String) async throws -> UserResource { try await send(.post, "users", id, "restore") }

  /// Erases a person for good.
  public func eraseUser(_ id: String) async throws -> ErasureResource { try await send(.post, "users", id, "erase") }

  /// Who was erased for good, or is being erased, newest first.
  public func erasures() -> Pages<ErasureResource> { pages("erasures", query: []) }

  /// Where the user stands on every registered device.
  public func devices(ofUser id: String) async throws -> [UserOnDevice] { try await send(.get, "users", id, "devices") }

  /// Where each value of the user came from.
  public func provenance(ofUser id: String) async throws -> [ProvenanceResource] {
    try await send(.get, "users", id, "provenance")
  }
}
