import AdminClient
import AdminModel
import ArgumentParser

struct AccessGroupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access-group", abstract: "List and change access groups and who belongs to them.",
    discussion: """
      Example:
        lockstep access-group add-user Laboratory 1001 1002
      """,
    subcommands: [
      AccessGroupList.self, AccessGroupShow.self, AccessGroupAdd.self, AccessGroupEdit.self, AccessGroupRemove.self,
      AccessGroupAddUser.self, AccessGroupRemoveUser.self,
    ])

  static let nameHelp: ArgumentHelp = "The group's name, or its number."
}

extension AdminClient {
  /// The group of this name, whatever its case, or of this number.
  func accessGroup(_ text: String) async throws -> AccessGroupResource {
    let groups = try await accessGroups().all()
    let found =
      groups.first { $0.name.lowercased() == text.lowercased() } ?? groups.first { "\($0.id)" == text }
    guard let found else { throw Failure("there is no access group \(text)").told() }
    return found
  }
}
