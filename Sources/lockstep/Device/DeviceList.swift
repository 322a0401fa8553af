import AdminClient
import AdminModel
import ArgumentParser

struct DeviceList: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List every device.",
    discussion: """
      Example:
        lockstep device list --state waiting
      """)

  @Option(help: "Only devices in this state.")
  var state: DeviceState?

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.devices(state: state?.rawValue).all(),
      Table<DeviceResource>([
        ("ID", { "\($0.id)" }),
        ("NAME", { $0.name }),
        (
          "STATE",
          { device in
            [device.state, device.connection, device.hold].filter { $0 != "none" }.joined(separator: ", ")
          }
        ),
        ("CHECK CODE", { device in device.state == "waiting" ? Words.text(device.checkCode) : "—" }),
        ("GROUPS", { Words.list($0.accessGroups) }),
        ("USERS", { "\($0.userCount) of \($0.userCapacity)" }),
        ("PENDING", { "\($0.pendingChanges)" }),
        ("IN SYNC", { Words.yes($0.inSync) }),
        ("DIFFERENCES", { "\($0.openDifferences)" }),
        ("LAST SEEN", { Words.time($0.lastSeen) }),
      ]))
  }
}
