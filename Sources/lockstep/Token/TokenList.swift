import AdminClient
import AdminModel
import ArgumentParser

struct TokenList: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the keys of programs; the keys themselves are not kept.",
    discussion: """
      Example:
        lockstep api-token list
      """)

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.tokens(),
      Table<TokenResource>([
        ("NAME", { $0.name }),
        ("ROLE", { $0.role }),
        ("MADE BY", { $0.createdBy }),
        ("MADE", { Words.time($0.createdAt) }),
        ("ENDS", { $0.expiresAt.map { Words.time($0) } ?? "never" }),
        ("LAST USED", { Words.time($0.usedAt) }),
      ]))
  }
}
