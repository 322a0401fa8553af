import AdminClient
import AdminModel
import ArgumentParser

struct AuditCommand: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "List who changed what, and what was refused, newest first.",
    discussion: """
      Example:
        lockstep audit --object "user 17"
      """)

  @Option(help: "Only what this person or program did.")
  var actor: String?

  @Option(help: "Only what was done to this, for example \"user 17\".")
  var object: String?

  @Option(help: "How many lines.")
  var last = 50

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard last > 0 else { throw ValidationError("--last must be 1 or more.") }
  }

  func run(_ client: AdminClient) async throws {
    var lines: [AuditResource] = []
    for try await line in client.audit(actor: actor, object: object) {
      lines.append(line)
      if lines.count == last { break }
    }
    output.show(
      lines,
      Table<AuditResource>([
        ("WHEN", { Words.time($0.at) }),
        ("WHO", { Words.text($0.actor) }),
        ("BY", { $0.way }),
        ("FROM", { Words.text($0.address) }),
        ("WHAT", { $0.action }),
        ("TO", { $0.object }),
        ("BEFORE", { Words.text($0.before) }),
        ("AFTER", { Words.text($0.after) }),
        ("OUTCOME", { $0.outcome }),
      ]))
  }
}
