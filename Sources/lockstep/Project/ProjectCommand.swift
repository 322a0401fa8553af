import ArgumentParser

struct ProjectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project", abstract: "List and change projects: people who come and go by a file.",
    discussion: """
      Example:
        lockstep project add North
      """,
    subcommands: [
      ProjectList.self, ProjectShow.self, ProjectAdd.self, ProjectEdit.self, ProjectRemove.self, ProjectPeople.self,
      ProjectAdmin.self, ProjectKey.self, ProjectTaskConfig.self, ProjectInvite.self, ProjectResetPhone.self,
    ])

  static let nameHelp: ArgumentHelp = "The project's short name, or its name."
}
