import AdminClient
import AdminModel
import ArgumentParser

struct DeviceRepair: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair", abstract: "Mend what the last compare of devices found, user by user.",
    discussion: """
      Stale and missing users are sent, and users that were edited on a device are taken in where that is switched on.
      What is more than that is said by an option. Nobody else is touched, and no device is emptied. Ends with 1 if
      something failed. A device that is offline is served when it comes back; --no-wait does not wait.

      Example:
        lockstep device repair 1003
        lockstep device repair --all --altered
      """)

  @Argument(help: "The device's number.")
  var id: UInt32?

  @Flag(help: "Every registered device that was compared.")
  var all = false

  @Flag(help: "Write users again whose content is another than was written, without an edit.")
  var altered = false

  @Flag(help: "Remove users there that were deleted on the server, or are not the device's.")
  var removeUnwanted = false

  @Option(help: "What is done with users that are on a device only: take-in or remove.")
  var new: NewUsers?

  @Flag(help: "Begin the repair and end.")
  var noWait = false

  @OptionGroup var confirmation: Confirmation
  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  enum NewUsers: String, ExpressibleByArgument, CaseIterable {
    case takeIn = "take-in"
    case remove
  }

  func validate() throws {
    guard (id == nil) == all else { throw ValidationError("Give a device's number, or --all.") }
  }

  func run(_ client: AdminClient) async throws {
    let begun = try await confirmation.change(output) { code in
      try await client.repair(
        RepairBody(
          devices: id.map { [$0] }, altered: altered ? true : nil, unwanted: removeUnwanted ? true : nil,
          new: new?.rawValue, confirm: code))
    }
    var failed = 0
    if !noWait {
      for transfer in begun.transfers { failed += try await client.ending(ofTransfer: transfer).failed }
    }
    output.tell(
      begun,
      "\(Words.count(begun.written, "user")) written, \(begun.removed) removed, \(begun.takenIn) taken in on "
        + "\(Words.count(begun.devices.count, "device")); \(failed) failed, \(begun.left) left as they are")
    guard failed == 0 else { throw Failure.refused }
  }
}
