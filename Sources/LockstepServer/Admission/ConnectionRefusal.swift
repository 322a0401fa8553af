/// Why a connection was not let in, or was put out, as `lockstep_connections_refused_total` counts it.
public enum ConnectionRefusal: String, Hashable, Sendable, CaseIterable {
  case full
  case address
  case waiting
  /// It had proved nothing, and somebody else needed its place.
  case madeRoom = "made-room"
  /// A request's body comes too slowly.
  case slowBody = "slow-body"
  /// A body goes on and on after its request was answered.
  case unwantedBody = "unwanted-body"
  /// An answer is not read.
  case unread

  /// For the log.
  var words: String {
    switch self {
    case .full: "the port has no room for more connections"
    case .address: "too many connections of one address that have not proved who they are"
    case .waiting: "too many devices wait to be registered"
    case .madeRoom: "it had not proved who it is, and another needed its place"
    case .slowBody: "the body of a request came too slowly"
    case .unwantedBody: "a request's body went on after its answer"
    case .unread: "an answer was not read"
    }
  }
}
