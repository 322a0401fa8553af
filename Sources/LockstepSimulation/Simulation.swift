/// The deterministic simulation: one seed is one small world, and always the same one.
public struct Simulation {
  public struct Report: Sendable {
    public let seed: UInt64
    /// Over everything that happened.
    public let traceHash: String
    /// What must never be, and was; nil if nothing.
    public let violation: String?
    public let inputs: Int
    /// How many it would have, were none left out.
    public let plannedInputs: Int
    public let steps: Int
    /// Only if it was asked for.
    public let trace: [String]
  }

  /// Worlds of `make proof` are larger.
  public var isLarge = false
  public var keepsTrace = false
  /// The numbers of the inputs that are given, the first is 1; nil for all.
  public var only: Set<Int>?
  package var sabotage = Sabotage()

  public init() {}

  public func run(seed: UInt64) -> Report {
    let world = World(seed: seed, isLarge: isLarge, only: only, keepsTrace: keepsTrace, sabotage: sabotage)
    defer { world.end() }
    var violation: String?
    do {
      try world.run()
    } catch {
      violation = "\(error)"
    }
    return Report(
      seed: seed, traceHash: world.trace.digest, violation: violation, inputs: world.inputs,
      plannedInputs: world.plan.inputs, steps: world.scheduler.steps, trace: world.trace.lines)
  }
}
