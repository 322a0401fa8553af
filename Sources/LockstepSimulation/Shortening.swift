/// Makes a failing world short: leaves out inputs as long as the same thing is seen without them.
public struct Shortening {
  /// How many worlds are tried.
  private static let mostTries = 200
  /// How many lines of the trace tell how it ended.
  private static let lastLines = 40

  private let simulation: Simulation
  private let seed: UInt64

  public init(_ simulation: Simulation, seed: UInt64) { (self.simulation, self.seed) = (simulation, seed) }

  /// What was found, the command that replays it in as few inputs as were needed, and how it came to it.
  public func text(of report: Simulation.Report) -> String {
    guard let violation = report.violation else { return "seed \(seed): nothing found" }
    let needed = shorten(report, to: Self.kind(of: violation))
    var shown = simulation
    (shown.only, shown.keepsTrace) = (Set(needed), true)
    let short = shown.run(seed: seed)
    return """
      seed \(seed): \(violation)
      replay: lockstep-simulation --seed \(seed)\(simulation.isLarge ? " --large" : "") --trace
      the same with \(needed.count) of \(report.plannedInputs) inputs: --only \(needed.map(String.init).joined(separator: ","))
      \(short.trace.suffix(Self.lastLines).map { "  " + $0 }.joined(separator: "\n"))
        \(short.violation ?? "")
      """
  }

  /// - Returns: the numbers of the inputs that are needed, as far as that was found.
  private func shorten(_ report: Simulation.Report, to kind: String) -> [Int] {
    var needed = Array(1...report.plannedInputs)
    // What comes after it was seen cannot be its cause.
    var (size, tries) = (max(1, needed.count / 2), 0)
    while true {
      var (start, isShorter) = (0, false)
      while start < needed.count, tries < Self.mostTries {
        let rest = Array(needed[..<start] + needed[min(start + size, needed.count)...])
        tries += 1
        if isSeen(kind, with: rest) {
          (needed, isShorter) = (rest, true)
        } else {
          start += size
        }
      }
      if tries >= Self.mostTries || (size == 1 && !isShorter) { return needed }
      size = max(1, size / 2)
    }
  }

  private func isSeen(_ kind: String, with inputs: [Int]) -> Bool {
    var tried = simulation
    tried.only = Set(inputs)
    return tried.run(seed: seed).violation.map { Self.kind(of: $0) == kind } ?? false
  }

  /// The same thing may be seen of another user, and at another device.
  private static func kind(of violation: String) -> String {
    String(violation.prefix { $0 != ":" }.filter { !$0.isNumber })
  }
}
