import AdminClient
import AdminModel
import ArgumentParser

struct ProjectInvite: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite", abstract: "Release invitations that wait, or send invitations again.",
    discussion: """
      Without user IDs, everybody whom it can concern: with --resend all whose invitation has expired.

      Example:
        lockstep project invite north
        lockstep project invite north --resend 1000000001
      """)

  @Argument(help: ProjectCommand.nameHelp)
  var project: String

  @Argument(help: "User IDs.")
  var users: [String] = []

  @Flag(help: "Sends again; earlier invitations and phones are revoked.")
  var resend = false

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let chosen = users.isEmpty ? nil : users
    let count =
      resend
      ? try await client.resendInvitations(project, users: chosen)
      : try await client.releaseInvitations(project, users: chosen)
    output.tell(CountResource(count: count), "\(count) \(count == 1 ? "invitation" : "invitations")")
  }
}
