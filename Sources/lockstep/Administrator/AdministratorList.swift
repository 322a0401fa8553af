import AdminClient
import AdminModel
import ArgumentParser

struct AdministratorList: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List everybody who may sign in.",
    discussion: """
      Example:
        lockstep administrator list
      """)

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.administrators(),
      Table<AdministratorResource>([
        ("NAME", { $0.name }),
        ("ROLE", { $0.role }),
        ("E-MAIL", { Words.text($0.email) }),
        ("PASSWORD", { $0.hasPassword ? "given" : "not yet" }),
        ("LAST SIGN-IN", { Words.time($0.signedInAt) }),
        ("API TOKENS", { Words.text($0.apiTokens.joined(separator: ", ")) }),
      ]))
  }
}
