import AdminClient
import AdminModel
import ArgumentParser

struct AdministratorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "administrator", abstract: "List and change who may sign in, and make their sign-in links.",
    discussion: """
      Example:
        lockstep administrator link Ada
      """,
    subcommands: [
      AdministratorList.self, AdministratorAdd.self, AdministratorEdit.self, AdministratorRemove.self,
      AdministratorLink.self,
    ])

  static let roleHelp: ArgumentHelp = "viewer (sees everything), operator (people and doors) or administrator."
}

extension AdminClient {
  /// The administrator of this name, whatever its case.
  func administrator(named name: String) async throws -> AdministratorResource {
    let found = try await administrators().first { $0.name.lowercased() == name.lowercased() }
    guard let found else { throw Failure("there is no administrator \(name)").told() }
    return found
  }
}
