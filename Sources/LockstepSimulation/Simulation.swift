/// The deterministic simulation: one seed is one small world, and always the same one.
public struct Simulation {
  public struct Report: Sendable {
    public let seed: UInt64
    /// Over everything that happened.
    public let traceHash: String
    /// What must never be, and was; nil if nothing.
    public let violation: String?
    public let inputs: Int
    public let steps: Int
    /// Only if it was asked for.
    public let trace: [String]
  }

  /// Worlds of `make proof` are larger.
  public var isLarge = false
  public var keepsTrace = false
  package var sabotage = Sabotage()

  public init() {}

  public func run(seed: UInt64) -> Report {
    let world = World(seed: seed, isLarge: isLarge, keepsTrace: keepsTrace, sabotage: sabotage)
    defer { world.end() }
    var violation: String?
    do {
      try world.run()
    } catch {
      violation = "\(error)"
    }
    return Report(
      seed: seed, traceHash: world.trace.digest, violation: violation, inputs: world.inputs,
      steps: world.scheduler.steps, trace: world.trace.lines)
  }
}
