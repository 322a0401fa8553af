import ArgumentParser

struct ProjectKey: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "List, make and revoke upload keys; a key may do nothing but upload to its project.",
    discussion: """
      Example:
        lockstep project key add north payroll
      """,
    subcommands: [ProjectKeyList.self, ProjectKeyAdd.self, ProjectKeyRevoke.self])
}
