import AdminClient
import AdminModel
import ArgumentParser
import Foundation

struct MailSet: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Say where mail is handed over; what is left out is not kept.",
    discussion: """
      The password stays if it is left out, and host, user and security are as before.

      Example:
        lockstep mail set --host mail.example.org --security starttls --user doors --password-file - \
      --sender doors@example.org --sender-name Doors
      """)

  @Option(help: "The name or address of the mail server.")
  var host: String

  @Option(help: "Its port; without it 25, 587 with starttls, 465 with tls.")
  var port: Int?

  @Option(help: "none, starttls or tls.", completion: .list(["none", "starttls", "tls"]))
  var security = "starttls"

  @Option(help: "Who signs in there.")
  var user: String?

  @Option(
    help: ArgumentHelp("The file with the password, - for standard input.", valueName: "file"), completion: .file())
  var passwordFile: String?

  @Option(
    help: ArgumentHelp(
      "Certificates (PEM) that the mail server's is checked against; without it those of the system.",
      valueName: "file"), completion: .file())
  var certificates: String?

  @Option(help: ArgumentHelp("The address that mails come from.", valueName: "address"))
  var sender: String

  @Option(help: ArgumentHelp("The name beside it.", valueName: "name"))
  var senderName: String?

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let body = MailServerBody(
      host: host, port: port, security: security, user: user, password: try password(), authority: try authority(),
      senderAddress: sender, senderName: senderName)
    let set = try await client.setMailServer(body)
    output.tell(set, "mail is handed over to \(set.host):\(set.port)")
  }

  private func password() throws -> String? {
    guard let passwordFile else { return nil }
    if passwordFile == "-" {
      guard let line = readLine() else { throw ValidationError("--password-file: standard input is empty") }
      return line
    }
    return try text(passwordFile, "--password-file").trimmingCharacters(in: .newlines)
  }

  private func authority() throws -> String? { try certificates.map { try text($0, "--certificates") } }

  private func text(_ file: String, _ option: String) throws -> String {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      throw ValidationError("\(option): the file \(file) cannot be read")
    }
    return text
  }
}
