import LockstepCore
import LockstepStore
import Testing

/// A project and the files that it gets.
struct FileScene {
  let scene: StoreScene
  let project: StoredProject

  static func run(
    _ settings: ProjectSettings = ProjectSettings(name: "North"), _ body: (FileScene) throws -> Void
  ) throws {
    try StoreScene.run { try body(try make(settings, in: $0)) }
  }

  static func runAsync(_ body: (FileScene) async throws -> Void) async throws {
    try await StoreScene.runAsync { try await body(try make(ProjectSettings(name: "North"), in: $0)) }
  }

  private static func make(_ settings: ProjectSettings, in scene: StoreScene) throws -> FileScene {
    let project = try scene.store.write { store in
      let project = try store.addProject(settings, at: 1)
      let admin = try store.addAdministrator(named: "Nora", role: .operator, email: "nora@a.example", at: 1)
      _ = try store.setAdmin(admin.id, ofProject: project.id, isOfficialContact: true, at: 1)
      return project
    }
    return FileScene(scene: scene, project: project)
  }

  var store: Store { scene.store }

  /// As the server does it.
  @discardableResult
  func run(_ text: String, at now: Int64 = 1000) throws -> StoredRun {
    let digest = store.digest.of(Array(text.utf8)).bigEndianBytes
    let file = IncomingFile(
      project: project.id, way: .upload, actor: "key", name: "mobile-id-users.csv", digest: digest + digest,
      bytes: text.utf8.count, startedAt: now)
    if try store.read({ try $0.isSame(file) }) { return try store.write { try $0.noteSame(file, at: now) } }
    let (roster, version) = try store.read { store in
      (try store.roster(ofProject: file.project), try store.project(file.project).peopleVersion)
    }
    var matching = RowMatching(roster: roster, hash: store.rowHash)
    var reader = PeopleReader()
    reader.read(Array(text.utf8)) { matching.add($0) }
    switch reader.finish(row: { matching.add($0) }) {
    case .refused(let errors):
      return try store.write { try $0.refuse(file, reason: "errors", errors: errors, at: now) }
    case .read(let shape):
      let matched = matching.finish()
      return try store.write { try $0.apply(matched, shape, of: file, peopleVersion: version, at: now) }
    }
  }

  func people() throws -> [StoredPerson] {
    let query = PeopleQuery(project: project.id, limit: 10_000)
    return try store.read { try $0.people(query, at: 2000) }
  }

  func person(_ name: String) throws -> StoredPerson {
    try #require(try people().first { "\($0.firstName) \($0.lastName)" == name })
  }

  /// `name: mobile numbers/other numbers`, by name.
  func users() throws -> [String] {
    try store.read { try $0.users(limit: 1000) }.map { user in
      let phones = user.record.cards.filter { $0.kind == .mobile }.map(\.number.decimal)
      let cards = user.record.cards.filter { $0.kind != .mobile }.map(\.number.decimal)
      return "\(user.record.name): \(phones.joined(separator: " "))/\(cards.joined(separator: " "))"
    }.sorted()
  }

  func mails() throws -> [String] {
    try store.read { try $0.mails(MailQuery(limit: 1000)) }.reversed()
      .map { "\($0.kind.rawValue) \($0.recipient) \($0.state.rawValue)" }
  }

  /// Hands every waiting invitation over.
  func handOver(at now: Int64 = 1500) throws {
    try store.write { store in
      for mail in try store.reading.mails(MailQuery(state: .waiting, limit: 1000)) {
        if mail.kind == .invitation, let user = mail.user {
          try store.invitationHandedOver(to: UserID(user), digest: Array(repeating: UInt8(mail.id), count: 32), at: now)
        }
        try store.record(.sent(answer: "250"), ofMail: mail.id, at: now)
      }
    }
  }

  static let header = "First name,Last name,E-mail address,ID,Sync ID\n"

  static func crowd(_ numbers: Range<Int>) -> String {
    header + numbers.map { "Vera\($0),Holm,v\($0)@a.example,\(5000 + $0),s\($0)\n" }.joined()
  }
}
