import AdminClient
import AdminModel
import ArgumentParser

struct AutoSyncHeld: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "held", abstract: "List what waits for an operator.",
    discussion: """
      Example:
        lockstep auto-sync held --project north
      """)

  @Option(help: ProjectCommand.nameHelp)
  var project: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.held(project).all(),
      Table<HeldResource>([
        ("HELD", { "\($0.id)" }),
        ("RUN", { "\($0.run)" }),
        ("USER", { $0.user }),
        ("NAME", { $0.name }),
        ("ACTION", { $0.action }),
        ("BECAUSE OF", { $0.hold }),
        ("NOTE", { $0.note }),
      ]))
  }
}
