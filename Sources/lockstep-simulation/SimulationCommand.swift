import ArgumentParser
import Dispatch
import Foundation
import LockstepSimulation
import Synchronization

@main
struct SimulationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lockstep-simulation",
    abstract: "Runs the whole engine in small worlds made from seeds, and checks what must never be.",
    discussion: """
      A world is the real core, session machines, store and engine under one scheduler with virtual time, on a simulated
      disk, with terminals, operators and faults. The same seed gives the same world, always.
      """)

  @Option(help: "One seed alone.")
  var seed: UInt64?

  @Option(help: "The first of many seeds.")
  var firstSeed: UInt64 = 1

  @Option(help: "How many.")
  var seeds: UInt64 = 500

  @Flag(help: "Larger worlds: up to 6 devices, 30 users, 300 inputs.")
  var large = false

  @Option(help: "Of one seed: the numbers of the inputs that are given, with commas between; all unless told.")
  var only: String?

  @Flag(help: "Tells what happened, line by line.")
  var trace = false

  @Flag(help: "Prints a hash over everything that happened.")
  var traceHash = false

  @Option(help: "How many worlds at a time.")
  var parallel = ProcessInfo.processInfo.activeProcessorCount

  func run() throws {
    guard let seed else { return try runMany() }
    var simulation = simulation(keepsTrace: trace)
    simulation.only = try only.map(Self.numbers)
    let report = simulation.run(seed: seed)
    for line in report.trace { print(line) }
    if traceHash { print(report.traceHash) }
    guard let violation = report.violation else { return print("seed \(seed): \(report.inputs) inputs, nothing found") }
    print("seed \(seed): \(violation)")
    throw ExitCode.failure
  }

  private static func numbers(_ text: String) throws -> Set<Int> {
    Set(
      try text.split(separator: ",").map { part in
        guard let number = Int(part), number > 0 else {
          throw ValidationError("--only: \(part) is no number of an input; they begin with 1")
        }
        return number
      })
  }

  private func simulation(keepsTrace: Bool = false) -> Simulation {
    var simulation = Simulation()
    simulation.isLarge = large
    simulation.keepsTrace = keepsTrace
    return simulation
  }

  private func runMany() throws {
    let started = ContinuousClock.now
    let failed = Mutex<[UInt64]>([])
    let totals = Mutex((worlds: 0, inputs: 0, steps: 0))
    let next = Atomic<UInt64>(firstSeed)
    let (last, workers) = (firstSeed + seeds, max(1, parallel))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let seed = next.add(1, ordering: .relaxed).oldValue
        guard seed < last else { return }
        let report = simulation().run(seed: seed)
        let worlds = totals.withLock { totals in
          totals = (totals.worlds + 1, totals.inputs + report.inputs, totals.steps + report.steps)
          return totals.worlds
        }
        if report.violation != nil {
          failed.withLock { $0.append(seed) }
          print(Shortening(simulation(), seed: seed).text(of: report))
        }
        if worlds % 500 == 0 { print("\(worlds) of \(seeds) worlds") }
      }
    }
    let (worlds, inputs, steps) = totals.withLock { $0 }
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    print(
      "\(worlds) worlds, \(inputs) inputs, \(steps) steps in \(Int(seconds)) s, \(failed.withLock { $0.count }) failed")
    if failed.withLock({ !$0.isEmpty }) { throw ExitCode.failure }
  }
}
