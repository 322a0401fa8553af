public import LockstepCore

/// How a pull ended.
public enum TakenIn: Hashable, Sendable {
  public enum Outcome: String, CaseIterable, Sendable {
    case created
    case filled
    case noChange = "no-change"
    case refused
    case held
    case unknownThere = "unknown-there"
    /// The waiting pull had been ended meanwhile (MODE-3), the person was erased (DEL-7), or the device is on hold: then the
    /// pull waits on.
    case notTakenIn = "not-taken-in"
  }

  /// - Parameters:
  ///   - changed: the revision that the merge made, nil for none.
  ///   - sourceIsEqual: the device already holds just what this revision makes of it; only its base is old.
  case done(Outcome, changed: Revision?, sourceIsEqual: Bool)

  public var outcome: Outcome {
    switch self {
    case .done(let outcome, _, _): outcome
    }
  }

  public var changed: Revision? {
    switch self {
    case .done(_, let changed, _): changed
    }
  }
}
