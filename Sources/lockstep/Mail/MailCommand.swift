import ArgumentParser

struct MailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mail", abstract: "Say where mail is handed over, test it, and see what waits.",
    discussion: """
      Example:
        lockstep mail set --host mail.example.org --security starttls --sender doors@example.org
      """,
    subcommands: [
      MailShow.self, MailSet.self, MailRemove.self, MailTest.self, MailList.self, MailRetry.self,
    ])
}
