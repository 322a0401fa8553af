import AdminClient
import ArgumentParser

/// Which entries of the monitoring log.
struct EventFilterOptions: ParsableArguments {
  @Option(help: "Only entries of this device.")
  var device: UInt32?

  @Option(help: "Only entries about this user.")
  var user: String?

  @Option(help: "Only entries of this kind, such as log, connected or save-failed.")
  var kind: String?

  var filter: EventFilter { EventFilter(device: device, user: user, kind: kind) }
}
