import AdminClient
import AdminModel
import ArgumentParser

struct ProjectEdit: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Change the settings of a project.",
    discussion: """
      What is left out stays as it is; an empty text clears.

      Example:
        lockstep project edit north --access-group Staff --interval-minutes 60
      """)

  @Argument(help: ProjectCommand.nameHelp)
  var project: String

  @Option(help: "Another name.")
  var name: String?

  @Flag(inversion: .prefixedEnableDisable, help: "Enable Auto-sync.")
  var autoSync: Bool?

  @Option(help: "How often a file is expected: 15 to 44640 minutes.")
  var intervalMinutes: Int?

  @Flag(inversion: .prefixedNo, help: "Delete linked users too, when they are missing in the file.")
  var deleteLinkedUsers: Bool?

  @Option(help: "When people are invited: at-once or when-released.")
  var invitations: String?

  @Option(help: "The language of its mail, e.g. en.")
  var language: String?

  @Option(help: "Whom people can ask, as it stands in their mail.")
  var supportContact: String?

  @Option(help: "The name that its mail comes from.")
  var senderName: String?

  @Option(help: "So many people may be removed without approval: 0 to 1000, or the percentage if that is more.")
  var mostDeletions: Int?

  @Option(help: "The percentage of its people that may be removed without approval: 1 to 50.")
  var mostPercent: Int?

  @Option(help: "A file on the server's machine that is read when it changes.")
  var watchedPath: String?

  @Option(help: "An access group of its people; may be repeated, and replaces the list. Empty: none.")
  var accessGroup: [String] = []

  @OptionGroup var confirmation: Confirmation
  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let groups = accessGroup.filter { !$0.isEmpty }
    let change = ProjectChange(
      name: Change(name), enabled: Change(autoSync), intervalMinutes: Change(intervalMinutes),
      deleteLinkedUsers: Change(deleteLinkedUsers), invitations: Change(invitations), language: Change(language),
      supportContact: Change(supportContact), senderName: Change(senderName), mostDeletions: Change(mostDeletions),
      mostPercent: Change(mostPercent), watchedPath: Change(watchedPath),
      accessGroups: accessGroup.isEmpty ? .absent : .set(groups))
    let changed = try await confirmation.change(output) { code in
      try await client.changeProject(project, change, confirm: code)
    }
    output.show(changed, changed.fields([]))
  }
}
