import Foundation
import LockstepCore
import LockstepServer
import LockstepStore

extension TestServer {
  static let peopleHeader = "First name,Last name,E-mail address,ID,Sync ID\n"

  func addProject(
    _ name: String, _ change: @Sendable (inout ProjectSettings) -> Void = { _ in }
  ) async throws -> StoredProject {
    var settings = ProjectSettings(name: name)
    change(&settings)
    let (now, wanted) = (engine.now(), settings)
    return try await engine.commit { try $0.addProject(wanted, at: now) }
  }

  /// Brings a project's people in step with these lines, the header added.
  @discardableResult
  func bring(_ lines: [String], to project: StoredProject) async throws -> RunReport {
    let sync = AutoSync(engine: engine, directory: directory)
    let file = try sync.spool(for: project)
    try file.append(Data((Self.peopleHeader + lines.map { $0 + "\n" }.joined()).utf8))
    return try await sync.run(
      file, project: project.id, way: .console, actor: Actor(name: "test", way: .console, address: ""),
      name: "mobile-id-users.csv")
  }

  /// Hands the invitation of a user over to nobody.
  ///
  /// - Returns: what stands in its link.
  func handOver(_ user: UserID, at now: Int64? = nil) async throws -> Secret {
    let (secret, now) = (Secret(), now ?? engine.now())
    try await engine.commit { try $0.invitationHandedOver(to: user, digest: secret.digest, at: now) }
    return secret
  }

  func person(_ user: UserID) async throws -> StoredPerson? {
    let now = engine.now()
    return try await store.read { try $0.person(user, at: now) }
  }

  /// Everybody of a project, by user ID.
  func people(of project: StoredProject) async throws -> [StoredPerson] {
    let now = engine.now()
    return try await store.read { try $0.people(PeopleQuery(project: project.id, limit: 1000), at: now) }
  }
}
