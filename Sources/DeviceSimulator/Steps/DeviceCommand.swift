import NIOCore

/// What a step does with a device as a whole.
public enum DeviceCommand: Hashable, Sendable {
  case connect
  case disconnect
  /// The cable is pulled; the device comes back by itself.
  case cut
  /// The cable is pulled for so many seconds.
  case away(seconds: Int)
  case reboot
  /// All users and the log are deleted.
  case reset
  case factoryReset
  case clearLog
  /// The clock is put ahead by so many seconds.
  case clock(Int64)
  case capacity(Int)
  case fault(FaultName, Int?)
  /// Every fault is switched off.
  case mend
  /// The next log ID jumps.
  case skipLogs(UInt32)
}

/// The faults that a step can switch on; ``Faults`` says what each does.
public enum FaultName: String, CaseIterable, Hashable, Sendable {
  case dropLink = "drop-link-after-bytes"
  case ignoreWindow = "ignore-window"
  case neverRead = "never-read"
  case wrongUser = "wrong-user"
  case loseReplies = "lose-replies"
  case lieInDigests = "lie-in-digests"
  case skipDeepDigests = "skip-deep-digests"
  case wrongSignature = "wrong-signature"
  case repeatLogs = "repeat-logs"
  case overLimits = "over-limits"
  case slowAnswers = "slow-answers"
  case failWrites = "fail-writes"

  /// Whether a number follows it: of bytes, replies, milliseconds or users.
  public var takesNumber: Bool {
    switch self {
    case .dropLink, .loseReplies, .slowAnswers, .failWrites: true
    default: false
    }
  }
}

extension Faults {
  mutating func switchOn(_ name: FaultName, _ number: Int?) {
    switch name {
    case .dropLink: dropsLinkAfterBytes = number
    case .ignoreWindow: ignoresLogWindow = true
    case .neverRead: neverReads = true
    case .wrongUser: answersWithWrongUser = true
    case .loseReplies: lostReplies = number ?? 1
    case .lieInDigests: liesInDigests = true
    case .skipDeepDigests: skipsDeepDigests = true
    case .wrongSignature: signsWrongly = true
    case .repeatLogs: repeatsLogIDs = true
    case .overLimits: sendsRecordsOverLimits = true
    case .slowAnswers: answersAfter = .milliseconds(Int64(number ?? 100))
    case .failWrites: transientFailures = number ?? 1
    }
  }
}
