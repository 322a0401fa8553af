import Foundation
import Testing

@testable import LockstepSimulation

/// Deliberate bugs behind the seams of the server: the simulation has to find each of them.
struct SabotageTests {
  /// All of them with `LOCKSTEP_ALL_BUGS`, as `make proof` does, those whose names have the text of `LOCKSTEP_BUG`; else
  /// three, so that it is seen each time that it bites.
  private static var chosen: [DeliberateBug] {
    let environment = ProcessInfo.processInfo.environment
    if let name = environment["LOCKSTEP_BUG"] { return DeliberateBug.all.filter { $0.name.contains(name) } }
    return environment["LOCKSTEP_ALL_BUGS"] == nil ? Array(DeliberateBug.all.prefix(3)) : DeliberateBug.all
  }

  /// Small worlds that are tried for each bug, and then large ones: some need what few small worlds have, such as a reset.
  private static let worlds = [(isLarge: false, seeds: seeds ?? 400), (isLarge: true, seeds: seeds ?? 1000)]

  private static let seeds = ProcessInfo.processInfo.environment["LOCKSTEP_BUG_SEEDS"].flatMap(UInt64.init)

  @Test("VERIFY-5 LOG-2 SEND-5 each deliberate bug is found", arguments: chosen)
  func found(bug: DeliberateBug) {
    var simulation = Simulation()
    simulation.sabotage = bug.sabotage
    for (isLarge, seeds) in Self.worlds {
      simulation.isLarge = isLarge
      for seed in 1...seeds {
        guard let violation = simulation.run(seed: seed).violation else { continue }
        print("\(bug.name): found by \(isLarge ? "large " : "")seed \(seed): \(violation)")
        return
      }
    }
    Issue.record("\(bug.name) was not found by \(Self.worlds.map(\.seeds)) seeds")
  }
}
