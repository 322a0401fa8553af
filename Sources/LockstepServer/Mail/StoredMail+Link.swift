import LockstepStore

extension StoredMail {
  /// The page of the console where whoever reads a notification goes on; nil where there is none, or nobody knows where the
  /// console is.
  ///
  /// - Parameter console: where people reach it, without a `/` at the end.
  func link(console: String) -> String? {
    guard !console.isEmpty, case .text(let cause) = content["cause"] else { return nil }
    return switch NotificationKind(rawValue: cause) {
    case .deviceOffline: "\(console)/devices?show=offline"
    case .eventLogsLost: "\(console)/monitoring"
    case .diskNearlyFull: "\(console)/"
    case .differencesFound, .transfersStopped, .needsAttention: "\(console)/attention"
    case nil: nil
    }
  }
}
