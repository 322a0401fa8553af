import AdminClient
import AdminModel
import ArgumentParser

struct MailRetry: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Try mails again that were refused or wait.",
    discussion: """
      Example:
        lockstep mail retry 17
      """)

  @Argument(help: "The numbers of mails, as `lockstep mail list` shows them.")
  var ids: [Int64] = []

  @Flag(help: "All of them.")
  var all = false

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard all != !ids.isEmpty else { throw ValidationError("Give the numbers of mails, or --all.") }
  }

  func run(_ client: AdminClient) async throws {
    if all {
      let result = try await client.retryAllMail()
      return output.tell(result, "\(Words.count(result.count, "mail")) tried again")
    }
    for id in ids {
      let mail = try await client.retryMail(id)
      output.tellLine(mail, "mail \(mail.id) to \(mail.recipient) is tried again")
    }
  }
}
