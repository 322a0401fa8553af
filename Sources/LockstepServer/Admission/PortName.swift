/// The two ports, as metrics and the log name them.
public enum PortName: String, Sendable {
  case devices
  case http

  /// Why somebody may be refused there.
  var refusals: [ConnectionRefusal] {
    switch self {
    case .devices: [.full, .address, .waiting, .madeRoom]
    case .http: [.full, .address, .madeRoom, .slowBody, .unwantedBody, .unread]
    }
  }
}
