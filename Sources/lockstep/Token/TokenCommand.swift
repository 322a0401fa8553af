import ArgumentParser

struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "api-token", abstract: "List, make and end the keys of programs.",
    discussion: """
      Example:
        lockstep api-token add till --role viewer --days 90
      """,
    subcommands: [TokenList.self, TokenAdd.self, TokenRemove.self])
}
