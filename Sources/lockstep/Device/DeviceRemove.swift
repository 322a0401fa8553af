import AdminClient
import AdminModel
import ArgumentParser

struct DeviceRemove: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Forget a device; its users on the server stay.",
    discussion: """
      Example:
        lockstep device remove 1003 --empty
      """)

  @Argument(help: "The device's number.")
  var id: UInt32

  @Flag(help: "Remove the users from the device first.")
  var empty = false

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let device = try await client.device(id)
    try await client.removeDevice(id, empty: empty)
    output.tell(device, "removed device \(id), \(device.name)")
  }
}
