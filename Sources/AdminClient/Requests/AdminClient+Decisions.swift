public import AdminModel

extension AdminClient {
  public func differences(user: String? = nil, device: UInt32? = nil) -> Pages<DifferenceResource> {
    pages("differences", query: [("user", user), ("device", device.map { "\($0)" }), ("state", "open")])
  }

  public func difference(_ id: Int64) async throws -> DifferenceResource {
    try await send(.get, "differences", "\(id)")
  }

  /// - Parameters:
  ///   - action: `use-server-value` or `use-device-value`.
  ///   - version: as it was shown.
  public func decide(_ action: String, difference id: Int64, version: String) async throws -> ActionResult {
    try await send(.post, "differences", "\(id)", action, body: DecisionBody(version: version))
  }

  public func attention(
    kind: String? = nil, user: String? = nil, device: UInt32? = nil
  ) -> Pages<AttentionResource> {
    pages(
      "attention",
      query: [("kind", kind), ("user", user), ("device", device.map { "\($0)" }), ("state", "open")])
  }

  public func act(_ action: String, onAttention id: Int64) async throws -> ActionResult {
    try await send(.post, "attention", "\(id)", action)
  }
}
