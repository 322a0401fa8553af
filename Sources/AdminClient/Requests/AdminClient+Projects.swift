public import AdminModel

extension AdminClient {
  public func projects() async throws -> [ProjectResource] {
    let page: Page<ProjectResource> = try await send(.get, "projects")
    return page.items
  }

  /// - Parameter project: short name or name, in all of these.
  public func project(_ project: String) async throws -> ProjectResource { try await send(.get, "projects", project) }

  public func addProject(_ body: ProjectBody) async throws -> ProjectResource {
    try await send(.post, "projects", body: body)
  }

  public func changeProject(
    _ project: String, _ body: ProjectChange, confirm: String? = nil
  ) async throws -> ProjectResource {
    try await send(.patch, "projects", project, query: [("confirm", confirm)], body: body)
  }

  public func removeProject(_ project: String) async throws { try await send(.delete, "projects", project) }

  public func projectAdmins(_ project: String) async throws -> [ProjectAdminResource] {
    let page: Page<ProjectAdminResource> = try await send(.get, "projects", project, "admins")
    return page.items
  }

  public func setProjectAdmin(
    _ project: String, _ administrator: Int64, officialContact: Bool
  ) async throws -> ProjectAdminResource {
    try await send(
      .put, "projects", project, "admins", "\(administrator)", body: ProjectAdminBody(officialContact: officialContact))
  }

  public func removeProjectAdmin(_ project: String, _ administrator: Int64) async throws {
    try await send(.delete, "projects", project, "admins", "\(administrator)")
  }

  public func projectKeys(_ project: String) async throws -> [ProjectKeyResource] {
    let page: Page<ProjectKeyResource> = try await send(.get, "projects", project, "keys")
    return page.items
  }

  /// The answer is the only one that has the key itself.
  public func addProjectKey(_ project: String, named name: String) async throws -> ProjectKeyResource {
    try await send(.post, "projects", project, "keys", body: ProjectKeyBody(name: name))
  }

  public func removeProjectKey(_ project: String, _ key: Int64) async throws {
    try await send(.delete, "projects", project, "keys", "\(key)")
  }

  /// - Parameter kind: `windows`, `systemd` or `cron`. Each call makes an upload key.
  public func taskConfig(_ project: String, kind: String) async throws -> TaskConfigResource {
    try await send(.post, "projects", project, "task-config", body: TaskConfigBody(kind: kind))
  }

  public func people(_ project: String, status: String? = nil, search: String? = nil) -> Pages<PersonResource> {
    pages("projects", project, "people", query: [("status", status), ("q", search)])
  }

  public func resetPhone(_ project: String, user: String) async throws -> PersonResource {
    try await send(.post, "projects", project, "people", user, "reset")
  }

  public func releaseInvitations(_ project: String, users: [String]? = nil) async throws -> Int {
    let answer: CountResource = try await send(
      .post, "projects", project, "invitations", "release", body: InvitationBody(users: users))
    return answer.count
  }

  /// - Parameter users: nil for everybody whose invitation has expired.
  public func resendInvitations(_ project: String, users: [String]? = nil) async throws -> Int {
    let body = ResendBody(users: users, status: users == nil ? "invitation-expired" : nil)
    let answer: CountResource = try await send(.post, "projects", project, "invitations", "resend", body: body)
    return answer.count
  }
}
