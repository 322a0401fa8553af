import ArgumentParser

struct AttentionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attention", abstract: "List what waits for an operator, and decide.",
    discussion: """
      Example:
        lockstep attention act 31 send-again
      """,
    subcommands: [AttentionList.self, AttentionAct.self])
}
