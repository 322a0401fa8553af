import AdminClient
import AdminModel
import ArgumentParser

struct UserShow: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one user, on which doors it is, and where its values came from.",
    discussion: """
      Example:
        lockstep user show 17 --devices
      """)

  @Argument(help: "The user's ID.")
  var id: String

  @Flag(help: "Show where the user stands on every registered device.")
  var devices = false

  @Flag(help: "Show where each value came from.")
  var provenance = false

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !devices || !provenance else { throw ValidationError("--devices and --provenance exclude each other.") }
  }

  func run(_ client: AdminClient) async throws {
    if devices { return output.show(try await client.devices(ofUser: id), Self.devicesTable) }
    if provenance { return output.show(try await client.provenance(ofUser: id), Self.provenanceTable) }
    let user = try await client.user(id)
    output.show(user, user.fields)
  }

  private static let devicesTable = Table<UserOnDevice>([
    ("DEVICE", { "\($0.device)" }),
    ("STATE", { $0.state }),
    ("SINCE", { Words.time($0.since) }),
    ("REASON", { Words.text($0.reason) }),
  ])

  private static let provenanceTable = Table<ProvenanceResource>([
    ("FIELD", { $0.slot }),
    ("FROM", { value in value.device.map { "device \($0)" } ?? "\(value.source) \(value.actor)" }),
    ("LOG", { value in value.logId.map { "\($0)" } ?? "—" }),
    ("AT", { Words.time($0.at) }),
  ])
}
