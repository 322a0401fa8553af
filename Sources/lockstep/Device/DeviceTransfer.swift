import AdminClient
import AdminModel
import ArgumentParser

struct DeviceTransfer: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "transfer", abstract: "Write chosen users to chosen devices, or remove them there, in every mode.",
    discussion: """
      Ends with 1 if something failed. A device that is offline is served when it comes back; --no-wait does not wait.

      Example:
        lockstep device transfer --device 1003 --device 1004 --user 17 --user 18
        lockstep device transfer --all-devices --user 17 --remove
      """)

  @Option(name: .customLong("device"), help: "A device's number.")
  var devices: [UInt32] = []

  @Flag(help: "Every registered device.")
  var allDevices = false

  @Option(name: .customLong("user"), help: "A user's ID.")
  var users: [String] = []

  @Flag(help: "Remove the users there instead of writing them.")
  var remove = false

  @Flag(help: "Overwrite what a device holds against the server, too.")
  var overwrite = false

  @Flag(help: "Begin the transfer and end.")
  var noWait = false

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard devices.isEmpty == allDevices else { throw ValidationError("Give --device, or --all-devices.") }
    guard !users.isEmpty else { throw ValidationError("Give --user.") }
    guard !remove || !overwrite else { throw ValidationError("--remove and --overwrite exclude each other.") }
  }

  func run(_ client: AdminClient) async throws {
    let body = TransferBody(
      devices: allDevices ? nil : devices, users: users, action: remove ? "remove" : "write",
      differences: overwrite ? "overwrite" : "keep")
    let reference = try await client.transfer(body)
    guard !noWait else { return output.tell(reference, "transfer \(reference.id) has begun") }
    let transfer = try await client.ending(ofTransfer: reference.id)
    output.show(transfer.items, Self.table)
    guard transfer.failed == 0 else { throw Failure.refused }
  }

  private static let table = Table<TransferItem>([
    ("DEVICE", { "\($0.device)" }),
    ("USER", { $0.user }),
    ("STATE", { $0.state }),
    ("REASON", { Words.text($0.reason) }),
  ])
}

extension AdminClient {
  /// Waits until nothing of a transfer is pending any more.
  func ending(ofTransfer id: Int64) async throws -> TransferResource {
    while true {
      let transfer = try await transfer(id)
      guard !transfer.isOver else { return transfer }
      try await ContinuousClock().sleep(for: .milliseconds(250))
    }
  }
}
