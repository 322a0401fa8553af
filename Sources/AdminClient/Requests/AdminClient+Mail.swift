public import AdminModel

extension AdminClient {
  public func mailStatus() async throws -> MailStatusResource { try await send(.get, "mail") }

  public func mailServer() async throws -> MailServerResource { try await send(.get, "mail", "server") }

  public func setMailServer(_ body: MailServerBody) async throws -> MailServerResource {
    try await send(.put, "mail", "server", body: body)
  }

  /// Mail waits from then on.
  public func removeMailServer() async throws { try await send(.delete, "mail", "server") }

  public func sendTestMail(to recipient: String) async throws -> MailTestResource {
    try await send(.post, "mail", "server", "test", body: MailTestBody(recipient: recipient))
  }

  /// Newest first.
  public func mails(
    state: String? = nil, kind: String? = nil, project: String? = nil, user: String? = nil
  ) -> Pages<MailResource> {
    pages("mail", "outbox", query: [("state", state), ("kind", kind), ("project", project), ("user", user)])
  }

  public func retryMail(_ id: Int64) async throws -> MailResource {
    try await send(.post, "mail", "outbox", "\(id)", "retry")
  }

  public func retryAllMail() async throws -> MailRetryResource { try await send(.post, "mail", "outbox", "retry") }
}
