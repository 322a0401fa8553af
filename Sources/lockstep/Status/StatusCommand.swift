import AdminClient
import AdminModel
import ArgumentParser

struct StatusCommand: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show how the whole server stands.",
    discussion: """
      Example:
        lockstep status --format json
      """)

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let status = try await client.status()
    output.show(status, Self.fields(status))
  }

  private static func fields(_ status: StatusResource) -> [(String, String)] {
    let devices = status.devices
    var fields = [
      ("Server", "\(status.serverID), version \(status.version)"),
      ("Automatic User Synchronization", status.mode),
      ("Users", "\(status.users)"),
      ("Devices", "\(devices.online) online, \(devices.offline) offline, \(devices.waiting) waiting"),
      ("Head", "revision \(status.head)"),
      (
        "Converged",
        Words.yes(status.converged)
          + "; \(Words.count(status.openDifferences, "open difference"))"
      ),
      ("Devices behind the head", "\(status.pendingDevices)"),
      ("Users to be read from devices", "\(status.waitingPulls)"),
      ("Needs attention", "\(status.attention)"),
    ]
    if let behind = status.behind { fields.append(("Server is behind", behind)) }
    return fields
  }
}
