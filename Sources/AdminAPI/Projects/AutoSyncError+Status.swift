import Hummingbird
import LockstepServer

extension AutoSyncError {
  var status: HTTPResponse.Status {
    switch self {
    case .switchedOff, .busy, .tooMany: .conflict
    case .tooLarge: .contentTooLarge
    }
  }

  /// A word for programs.
  var reason: String {
    switch self {
    case .switchedOff: "switched-off"
    case .busy: "busy"
    case .tooMany: "too-many"
    case .tooLarge: "too-large"
    }
  }
}
