import AdminClient
import AdminModel
import ArgumentParser

struct ProjectList: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List all projects.",
    discussion: """
      Example:
        lockstep project list
      """)

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.projects(),
      Table<ProjectResource>([
        ("PROJECT", { $0.shortName }),
        ("NAME", { $0.name }),
        ("AUTO-SYNC", { $0.enabled ? "on" : "off" }),
        ("PEOPLE", { "\($0.managed)" }),
        ("LAST COMPLETED", { Words.time($0.completedAt) }),
        ("WAITING", { "\($0.held.values.reduce(0, +))" }),
      ]))
  }
}
