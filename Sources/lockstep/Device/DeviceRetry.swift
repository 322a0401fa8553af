import AdminClient
import AdminModel
import ArgumentParser

struct DeviceRetry: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Try again what has failed on a device.",
    discussion: """
      Example:
        lockstep device retry 1003
      """)

  @Argument(help: "The device's number.")
  var id: UInt32

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let device = try await client.retryDevice(id)
    output.tell(device, "device \(id) is tried again, \(Words.count(device.pendingChanges, "change")) pending")
  }
}
