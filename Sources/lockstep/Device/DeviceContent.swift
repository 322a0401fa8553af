import AdminClient
import AdminModel
import ArgumentParser

/// What becomes of a device on hold (SEC-6).
enum ContentWord: String, CaseIterable, ExpressibleByArgument {
  case takeOver = "take-over"
  case replace
  case resume
}

struct DeviceContent: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "content", abstract: "Decide about the users that a device on hold came with.",
    discussion: """
      `lockstep device compare` shows them first. take-over merges them into the server, replace brings the device to \
      the server's state. resume lets a device that was suspended or stopped go on as before; a compare finds what \
      differs.

      Example:
        lockstep device content 1003 take-over
      """)

  @Argument(help: "The device's number.")
  var id: UInt32

  @Argument(help: "take-over, replace or resume.")
  var choice: ContentWord

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let device = try await client.chooseContent(choice.rawValue, ofDevice: id)
    let hold = device.hold == "none" ? "goes on" : "is on hold: \(device.holdReason)"
    output.tell(device, "device \(device.id), \(device.name), \(hold)")
  }
}
