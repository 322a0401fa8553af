import ArgumentParser

struct AutoSyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "auto-sync", abstract: "Bring a project's people in step with a CSV, and decide what it holds.",
    discussion: """
      Example:
        lockstep auto-sync run mobile-id-users.csv --project north --dry-run
      """,
    subcommands: [
      AutoSyncRun.self, AutoSyncHistory.self, AutoSyncHeld.self, AutoSyncApprove.self, AutoSyncReject.self,
      AutoSyncDecide.self,
    ])
}
