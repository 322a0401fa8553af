import Foundation
import LockstepSimulation
import Testing

/// The whole engine in small worlds, each from its seed (VERIFY, FAIL-3, and every *never* of the rules).
struct SimulationTests {
  /// `LOCKSTEP_SEEDS` in all; 500 unless told.
  private static let seeds = ProcessInfo.processInfo.environment["LOCKSTEP_SEEDS"].flatMap(UInt64.init) ?? 500
  private static let parts: UInt64 = 20

  @Test(
    "LOG-2 MERGE-1 MERGE-10 MERGE-11 SEND-5 DEL-3 VERIFY-5 nothing acknowledged is lost, nothing drifts, whatever the seed",
    arguments: 0..<parts)
  func seeds(part: UInt64) {
    let simulation = Simulation()
    for seed in stride(from: 1 + part, through: Self.seeds, by: Int(Self.parts)) {
      let report = simulation.run(seed: seed)
      guard report.violation != nil else { continue }
      Issue.record("\(Shortening(simulation, seed: seed).text(of: report))")
    }
  }

  @Test("VERIFY-5 one seed is one world: another process, whose hashes have another seed, goes the very same way")
  func sameTrace() throws {
    // It stands beside the test bundle in the build folder.
    let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    for seed in UInt64(1)...4 {
      let process = Process()
      process.executableURL = folder.appendingPathComponent("lockstep-simulation")
      process.arguments = ["--seed", "\(seed)", "--trace-hash"]
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let said = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      let hash = String(decoding: said, as: UTF8.self).split(separator: "\n").first.map(String.init)
      #expect(hash == Simulation().run(seed: seed).traceHash)
    }
  }
}
