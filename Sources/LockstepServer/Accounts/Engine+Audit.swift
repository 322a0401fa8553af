public import LockstepStore

extension Engine {
  /// Writes an entry of a request that was refused. No device is woken.
  public func note(refusal entry: AuditEntry) async throws {
    try await committer.commit { try $0.audit(refusal: entry) }
  }

  /// One durable transaction that changes nothing that devices hold, e.g. of an account. No device is woken.
  public func commitAside<Value: Sendable>(
    _ job: @escaping @Sendable (WriteTransaction) throws -> Value
  ) async throws -> Value {
    let value = try await committer.commit(job)
    mail.look()
    return value
  }
}
