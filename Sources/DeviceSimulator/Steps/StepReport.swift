/// What became of a step.
public struct StepReport: Sendable {
  public enum Outcome: Hashable, Sendable {
    /// With what is worth telling, often nothing.
    case done(String)
    /// It could not be done, or what was expected is not so.
    case failed(String)
  }

  public let step: Step
  public let outcome: Outcome

  public var hasFailed: Bool {
    if case .failed = outcome { return true }
    return false
  }
}

extension StepReport: CustomStringConvertible {
  public var description: String {
    switch outcome {
    case .done(let detail): "\(step.text)\(detail.isEmpty ? "" : " — \(detail)")"
    case .failed(let reason): "line \(step.line): \(step.text) — FAILED: \(reason)"
    }
  }
}
