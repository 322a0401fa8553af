import ArgumentParser

/// The one binary: the server, its simulated devices, and the commands that talk to a server.
@main
struct Lockstep: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lockstep",
    abstract: "Keeps the people of an access control system in step between a server and every door terminal.",
    discussion: """
      Commands other than serve, demo, simulate, backup, restore and data-key talk to a running server through its HTTP \
      API. They end with 0 when done, 1 when the server refused, 5 when it was not reached, and 64 when they were used \
      wrongly.

      Example:
        lockstep device list --server-url http://127.0.0.1:8080
      """,
    version: Version.text,
    subcommands: [ServeCommand.self, DemoCommand.self, SimulateCommand.self],
    groupedSubcommands: [
      CommandGroup(
        name: "People:",
        subcommands: [UserCommand.self, AccessGroupCommand.self, ProjectCommand.self, AutoSyncCommand.self]),
      CommandGroup(
        name: "Doors:", subcommands: [DeviceCommand.self, SettingCommand.self]),
      CommandGroup(
        name: "What happens:",
        subcommands: [StatusCommand.self, LogCommand.self, DifferenceCommand.self, AttentionCommand.self]),
      CommandGroup(
        name: "Who may do what:",
        subcommands: [
          AdministratorCommand.self, TokenCommand.self, AuditCommand.self, NotificationCommand.self, MailCommand.self,
        ]),
      CommandGroup(name: "Safe keeping:", subcommands: [BackupCommand.self, RestoreCommand.self, DataKeyCommand.self]),
    ])
}
