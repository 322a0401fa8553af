import AdminClient
import AdminModel
import ArgumentParser

struct MailShow: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the mail server, and how many mails wait.",
    discussion: """
      Example:
        lockstep mail show
      """)

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  private struct Standing: Encodable {
    let server: MailServerResource?
    let status: MailStatusResource
  }

  func run(_ client: AdminClient) async throws {
    let status = try await client.mailStatus()
    let server = status.configured ? try await client.mailServer() : nil
    var fields = [("Mail server", server.map { "\($0.host):\($0.port), \($0.security)" } ?? "none: mail waits")]
    if let server {
      fields.append(("User", server.user.isEmpty ? "—" : "\(server.user)\(server.hasPassword ? "" : " (no password)")"))
      fields.append(("Certificates", server.authority.isEmpty ? "of the system" : "given"))
      fields.append(("Sender", "\(server.senderName) <\(server.senderAddress)>"))
    }
    fields += [
      ("Waiting", "\(status.waiting)"), ("Sent in 30 days", "\(status.sent)"),
      ("Refused in 30 days", "\(status.refused)"),
    ]
    if let problem = status.problem { fields.append(("Problem", problem)) }
    output.show(Standing(server: server, status: status), fields)
  }
}
