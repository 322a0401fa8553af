import ArgumentParser

struct UserCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "List, add, change and remove people.",
    discussion: """
      Example:
        lockstep user add --id 17 --name "Ada Example" --card 12345
      """,
    subcommands: [
      UserList.self, UserShow.self, UserAdd.self, UserEdit.self, UserRemove.self, UserRestore.self, UserErase.self,
      UserErasures.self, UserExport.self,
    ])
}
