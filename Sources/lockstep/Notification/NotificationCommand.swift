import ArgumentParser

struct NotificationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notification", abstract: "List and choose who is told of what by e-mail.",
    discussion: """
      Example:
        lockstep notification set device-offline --on --minutes 15 --recipient doors@example.org
      """,
    subcommands: [NotificationList.self, NotificationSet.self])
}
