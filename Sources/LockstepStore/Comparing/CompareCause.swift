/// Why a device is compared; the raw value is the word of API and commands.
public enum CompareCause: String, Sendable {
  case byHand = "by-hand"
  case schedule
  /// The link was cut while users were being written.
  case interruptedTransfer = "interrupted-transfer"
  /// Its scope, epoch or capabilities changed, or logs were lost: what is found is worked off.
  case reconcile

  /// Stale and missing users are mended without being asked (VERIFY-4).
  public var repairs: Bool { self == .schedule || self == .interruptedTransfer }
}
