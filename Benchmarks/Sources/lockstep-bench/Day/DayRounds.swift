import BenchInputs
import DeviceSimulator
import Foundation
import LockstepCore

/// Storms that follow each other, on slots that are vacant again each time.
struct DayRounds: Sendable {
  let load: StormLoad
  let fleet: Fleet
  let caller: WebCaller

  /// As many as the API takes at once.
  private static let atOnce = 1000

  /// - Returns: how many rounds there were, and how many slots were vacated before them.
  func run(for length: Duration) async throws -> (rounds: Int, vacated: Int) {
    let started = ContinuousClock.now
    var (turn, vacated, told) = (0, 0, started)
    while ContinuousClock.now - started < length {
      if turn > 0 { vacated += try await vacate(filledIn: turn - 1) }
      try await caller.untilNothingWaits()
      // Another scan of the finger each time, as a terminal makes it.
      let marks = try load.edit(fleet, turn: turn) { SimulatedCredential.finger(0, of: $0, scan: "\(turn)") }
      try await load.untilStored(marks, by: fleet)
      try await caller.untilNothingWaits()
      turn += 1
      guard ContinuousClock.now - told > .seconds(60) else { continue }
      told = .now
      ProgressLine.tell("day: \(turn) rounds")
    }
    return (turn, vacated)
  }

  private struct Outcome: Decodable {
    let changed: Int
  }

  /// Takes the fingers of those who got one.
  ///
  /// - Returns: how many had one.
  private func vacate(filledIn turn: Int) async throws -> Int {
    let numbers = (1...load.people).filter { load.fills($0, in: turn) }
    var vacated = 0
    for first in stride(from: 0, to: numbers.count, by: Self.atOnce) {
      let users = numbers[first..<min(numbers.count, first + Self.atOnce)]
        .map { #"{"id":"\#($0)","fingerprints":null}"# }
      let body = #"{"users":[\#(users.joined(separator: ","))]}"#
      let answer = try await caller.send("POST", "/api/v1/users/bulk", body)
      vacated += try JSONDecoder().decode(Outcome.self, from: answer.body).changed
    }
    return vacated
  }
}
