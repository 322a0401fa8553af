import AdminClient
import AdminModel
import ArgumentParser

struct MailList: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List mails and what became of them, newest first.",
    discussion: """
      Example:
        lockstep mail list --state refused
      """)

  @Option(
    help: "Only those that are waiting, sent, refused or withdrawn.",
    completion: .list(["waiting", "sent", "refused", "withdrawn"]))
  var state: String?

  @Option(help: "Only mails of a kind, for example invitation.")
  var kind: String?

  @Option(help: "Only mails of the project with this short name.")
  var project: String?

  @Option(help: "Only mails about the user with this ID.")
  var user: String?

  @Option(help: "How many lines.")
  var last = 50

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard last > 0 else { throw ValidationError("--last must be 1 or more.") }
  }

  func run(_ client: AdminClient) async throws {
    var lines: [MailResource] = []
    for try await line in client.mails(state: state, kind: kind, project: project, user: user) {
      lines.append(line)
      if lines.count == last { break }
    }
    output.show(
      lines,
      Table<MailResource>([
        ("ID", { "\($0.id)" }),
        ("WHEN", { Words.time($0.createdAt) }),
        ("WHAT", { $0.kind }),
        ("TO", { $0.recipient }),
        ("PROJECT", { Words.text($0.project) }),
        ("USER", { Words.text($0.user) }),
        ("STATE", { $0.state }),
        ("TRIES", { "\($0.attempts)" }),
        ("NEXT TRY", { Words.time($0.nextTry) }),
        ("ANSWER", { Words.text($0.answer) }),
      ]))
  }
}
