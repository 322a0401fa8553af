import ArgumentParser

struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Read the monitoring log: what happened on devices and between them and the server.",
    discussion: """
      Example:
        lockstep log tail
      """,
    subcommands: [LogList.self, LogTail.self, LogExport.self])
}
