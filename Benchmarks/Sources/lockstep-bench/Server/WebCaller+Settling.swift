import Foundation

extension WebCaller {
  struct NotSettled: Error, CustomStringConvertible {
    let pulls: Int
    let devices: Int

    var description: String { "\(pulls) pulls and \(devices) devices still wait" }
  }

  private struct Status: Decodable {
    let waitingPulls: Int
    let pendingDevices: Int
  }

  private struct Compares: Decodable {
    struct Compare: Decodable {
      let state: String
      let equal: Bool?
    }

    let items: [Compare]
  }

  /// Waits until no pull waits, and every device has confirmed the last revision.
  ///
  /// - Throws: ``NotSettled`` when the time is over.
  func untilNothingWaits(within limit: Duration = .seconds(1800)) async throws {
    let end = ContinuousClock.now + limit
    while true {
      let status: Status = try await json("/api/v1/status")
      if status.waitingPulls == 0, status.pendingDevices == 0 { return }
      guard ContinuousClock.now < end else {
        throw NotSettled(pulls: status.waitingPulls, devices: status.pendingDevices)
      }
      // Counting two hundred thousand pulls takes the server forty milliseconds, which it is not asked for all the time.
      try await Task.sleep(for: .seconds(1))
    }
  }

  /// Waits until every device has proved that it holds what it should.
  ///
  /// - Parameter pause: between two looks at whether they have.
  func untilEqual(pause: Duration = .milliseconds(200)) async throws {
    try await send("POST", "/api/v1/compares", "{}")
    while true {
      let compares: Compares = try await json("/api/v1/compares?limit=1000")
      let isOver = compares.items.allSatisfy { $0.state == "done" || $0.state == "failed" }
      if isOver, compares.items.allSatisfy({ $0.equal == true }) { return }
      if isOver { try await send("POST", "/api/v1/compares", "{}") }
      try await Task.sleep(for: pause)
    }
  }
}
