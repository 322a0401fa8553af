public import AdminModel

extension AdminClient {
  public func synchronizationSetting() async throws -> SynchronizationSetting {
    try await send(.get, "settings", "automatic-user-synchronization")
  }

  /// - Throws: ``AdminClientError/refused(_:)`` with `reason` *confirmation-needed*, `confirm` and `removals` when more
  ///   would be removed from devices than goes without.
  public func setSynchronization(_ value: String, confirm: String? = nil) async throws -> SynchronizationSetting {
    try await send(
      .put, "settings", "automatic-user-synchronization", body: SynchronizationBody(value: value, confirm: confirm))
  }

  public func setting(_ name: String) async throws -> SettingResource { try await send(.get, "settings", name) }

  public func set(_ name: String, to value: String) async throws -> SettingResource {
    try await send(.put, "settings", name, body: SettingBody(value: value))
  }

  public func status() async throws -> StatusResource { try await send(.get, "status") }
}
