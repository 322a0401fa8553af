import Hummingbird
import LockstepServer

extension AutoSyncError {
  var status: HTTPResponse.Status {
    switch self {
    case .switchedOff, .busy, .tooMany, .tooManyInAll, .noRoom: .conflict
    case .tooLarge: .contentTooLarge
    }
  }

  /// A word for programs.
  var reason: String {
    switch self {
    case .switchedOff: "switched-off"
    case .busy: "busy"
    case .tooMany, .tooManyInAll: "too-many"
    case .noRoom: "no-room"
    case .tooLarge: "too-large"
    }
  }
}
