import AdminClient
import AdminModel
import ArgumentParser

struct DeviceRegister: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "register", abstract: "Register a waiting device, or all of them.",
    discussion: """
      Compare the check code of `lockstep device list --state waiting` with the one on the terminal first. A device that \
      comes with users on it is on hold until you choose; --take-over merges them into the server, --replace brings the \
      device to the server's state.

      Example:
        lockstep device register 1003 --check-code 7QF2M9XA
        lockstep device register --all-waiting --take-over
      """)

  @Argument(help: "The device's number.")
  var id: UInt32?

  @Flag(help: "Register every waiting device.")
  var allWaiting = false

  @Option(help: "The code that the terminal shows; refused if it is another.")
  var checkCode: String?

  @Flag(help: "Merge the users that the device comes with into the server.")
  var takeOver = false

  @Flag(help: "Bring the device to the server's state.")
  var replace = false

  @Flag(help: "The device came back with another key: it takes over name, groups and content.")
  var replacement = false

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (id != nil) != allWaiting else { throw ValidationError("Give a device's number, or --all-waiting.") }
    guard !takeOver || !replace else { throw ValidationError("--take-over and --replace exclude each other.") }
    guard !allWaiting || (checkCode == nil && !replacement) else {
      throw ValidationError("--check-code and --replacement are for one device.")
    }
  }

  private var content: String? { takeOver ? "take-over" : replace ? "replace" : nil }

  func run(_ client: AdminClient) async throws {
    guard let id else {
      let result = try await client.registerAllWaitingDevices(RegisterAllBody(content: content))
      let list = result.registered.isEmpty ? "" : ": " + result.registered.map { "\($0)" }.joined(separator: ", ")
      return output.tell(result, "registered \(Words.count(result.registered.count, "device"))\(list)")
    }
    let body = RegistrationBody(checkCode: checkCode, content: content, replacement: replacement ? true : nil)
    let device = try await client.registerDevice(id, body)
    let hold = device.hold == "none" ? "" : "; it is on hold: \(device.holdReason)"
    output.tell(device, "registered device \(device.id), \(device.name)\(hold)")
  }
}
