import ArgumentParser

/// What devices and clients may take, as arguments of `lockstep serve`.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Devices that are connected, registered or waiting (12000).", valueName: "count"))
  var mostDevices: String?

  @Option(
    help: ArgumentHelp("Connections beside them that have not proved yet who they are (2000).", valueName: "count"))
  var mostStrangers: String?

  @Option(help: ArgumentHelp("Of these, and of devices that wait, how many of one address (500).", valueName: "count"))
  var mostStrangersPerAddress: String?

  @Option(
    name: .customLong("most-http-connections"),
    help: ArgumentHelp("Connections to the HTTP port of those who have proved who they are (2000).", valueName: "count")
  )
  var mostHTTPConnections: String?

  @Option(
    name: .customLong("most-http-strangers-per-address"),
    help: ArgumentHelp(
      "Connections to it of one address before anybody has proved who they are (200).", valueName: "count"))
  var mostHTTPStrangersPerAddress: String?

  @Option(
    help: ArgumentHelp(
      "Addresses for which no limit per address holds, such as a proxy's (127.0.0.0/8,::1); or none.",
      valueName: "addresses"))
  var sharedAddresses: String?

  @Option(
    help: ArgumentHelp("How long a device may take to prove who it is, and a TLS handshake (10).", valueName: "seconds")
  )
  var handshakeSeconds: String?

  @Option(
    help: ArgumentHelp("How long a client may take for the head of its next HTTP request (30).", valueName: "seconds"))
  var requestSeconds: String?

  /// By key, those that were given.
  var arguments: [String: String] {
    let all = [
      "most-devices": mostDevices, "most-strangers": mostStrangers,
      "most-strangers-per-address": mostStrangersPerAddress, "most-http-connections": mostHTTPConnections,
      "most-http-strangers-per-address": mostHTTPStrangersPerAddress, "shared-addresses": sharedAddresses,
      "handshake-seconds": handshakeSeconds, "request-seconds": requestSeconds,
    ]
    return all.compactMapValues { $0 }
  }
}
