import AdminClient
import AdminModel
import ArgumentParser

struct DeviceUpload: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "upload", abstract: "Take users of a device in: vacant fields of the server are filled.",
    discussion: """
      Without users, all that a compare finds new or edited on the device are taken in.

      Example:
        lockstep device upload 1003 17 18
      """)

  @Argument(help: "The device's number.")
  var id: UInt32

  @Argument(help: "The users' IDs.")
  var users: [String] = []

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let result = try await client.uploadUsers(users.isEmpty ? nil : users, fromDevice: id)
    output.tell(result, "device \(id) was asked for \(Words.count(result.requested, "user"))")
  }
}
