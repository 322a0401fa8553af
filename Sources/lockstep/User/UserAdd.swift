import AdminClient
import AdminModel
import ArgumentParser

struct UserAdd: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a user.",
    discussion: """
      Without --id the server gives the next number of its range; without anything else the user has neither name nor \
      card, to be completed at a terminal. Fingers, faces and the PIN hash come from a file with \
      --from.

      Example:
        lockstep user add --id 17 --name "Ada Example" --card 12345 --access-group Laboratory
      """)

  @Option(help: "The user's ID: a number, or 1 to 32 of letters, digits, - and _.")
  var id: String?

  @OptionGroup(title: "Fields") var fields: UserFieldOptions
  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    var body = try await fields.body(client)
    if let id { body.id = .set(id) }
    let user = try await client.addUser(body)
    output.tell(user, "added user \(user.id), revision \(user.revision)")
  }
}
