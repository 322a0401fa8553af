import AdminClient
import AdminModel
import ArgumentParser

struct DeviceEdit: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Change a device's name, place and groups.",
    discussion: """
      Groups decide which users the device holds. A change that would remove many users from it is shown first, and made \
      only with --confirm.

      Example:
        lockstep device edit 1003 --name "Laboratory, east door" --access-group Laboratory --access-group Guards
      """)

  @Argument(help: "The device's number.")
  var id: UInt32

  @Option(help: "Its name.")
  var name: String?

  @Option(help: "Where it is.")
  var place: String?

  @Option(
    name: .customLong("access-group"), help: "An access group of the device; the list given replaces the old one.")
  var accessGroups: [String] = []

  @Flag(help: "Take the device out of every access group.")
  var noAccessGroups = false

  @Option(help: "The access group that users get who are enrolled at this device.")
  var enrolmentGroup: String?

  @Flag(help: "Users who are enrolled at this device get no group of it.")
  var noEnrolmentGroup = false

  @OptionGroup var confirmation: Confirmation
  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard accessGroups.isEmpty || !noAccessGroups else {
      throw ValidationError("--access-group and --no-access-groups exclude each other.")
    }
    guard enrolmentGroup == nil || !noEnrolmentGroup else {
      throw ValidationError("--enrolment-group and --no-enrolment-group exclude each other.")
    }
    guard body != DeviceBody() else { throw ValidationError("Say what to change.") }
  }

  private var body: DeviceBody {
    DeviceBody(
      name: Change(name), place: Change(place),
      accessGroups: noAccessGroups ? .set([]) : accessGroups.isEmpty ? .absent : .set(accessGroups),
      enrolmentGroup: noEnrolmentGroup ? .clear : Change(enrolmentGroup))
  }

  func run(_ client: AdminClient) async throws {
    let device = try await confirmation.change(output) { code in
      try await client.changeDevice(id, body, confirm: code)
    }
    output.show(device, device.fields)
  }
}
