import AdminClient
import AdminModel
import ArgumentParser

struct ProjectPeople: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "people", abstract: "List the people that a project manages, with the state of their phones.",
    discussion: """
      Example:
        lockstep project people north --status invitation-expired
      """)

  @Argument(help: ProjectCommand.nameHelp)
  var project: String

  @Option(help: "Only people in this status, e.g. invitation-sent, active, deletion-pending or reset.")
  var status: String?

  @Option(help: "Only people in whose name or e-mail address this text is.")
  var search: String?

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.people(project, status: status, search: search).all(),
      Table<PersonResource>([
        ("USER", { $0.user }),
        ("NAME", { [$0.firstName, $0.lastName].filter { !$0.isEmpty }.joined(separator: " ") }),
        ("E-MAIL", { $0.email }),
        ("STATUS", { $0.status + ($0.linked ? ", linked" : "") }),
        ("LINK ENDS", { $0.expiresAt.map { Words.time($0) } ?? "" }),
      ]))
  }
}
