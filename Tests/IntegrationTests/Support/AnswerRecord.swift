import DeviceProtocol
import DeviceSimulator
import LockstepCore

/// What a door answered to the server, in order, from a moment on.
struct AnswerRecord: Sendable {
  private let events: AsyncStream<DeviceEvent>
  private let device: SimulatedDevice

  init(_ device: SimulatedDevice) {
    self.device = device
    events = device.events()
  }

  /// Everything up to now; the record ends with it.
  ///
  /// - Parameter uses: how often somebody used the terminal since the record began.
  func taken(uses: Int = 0) async -> [DeviceEvent] {
    // A use of the terminal that changes nothing marks the end.
    device.moveClock(by: 0)
    var taken: [DeviceEvent] = []
    var seen = 0
    for await event in events {
      if case .usedAtTerminal = event { seen += 1 }
      guard seen <= uses else { break }
      taken.append(event)
    }
    return taken
  }
}

extension [DeviceEvent] {
  /// The users that were read, each time.
  var reads: [UserID] {
    flatMap { event -> [UserID] in
      if case .answered(.users(_, let users)) = event { users.map(\.user) } else { [] }
    }
  }

  /// The users that were written, whatever became of it.
  var writes: [UserID] {
    flatMap { event -> [UserID] in
      if case .answered(.writeResults(let results)) = event { results.map(\.user) } else { [] }
    }
  }

  /// The users that were removed by the server.
  var removals: [UserID] {
    flatMap { event -> [UserID] in
      if case .answered(.deleteResults(let results)) = event { results.map(\.user) } else { [] }
    }
  }
}
