public import NIOCore

/// What a device does wrong, switched on from tests and scenarios. Everything is off in the beginning.
public struct Faults: Sendable, Hashable {
  /// The link breaks after so many bytes were sent on it, in the middle of a frame if it comes so. Once for each link.
  public var dropsLinkAfterBytes: Int?
  /// Sends uploads without regard to the window.
  public var ignoresLogWindow = false
  /// Stops reading its socket once it is welcome.
  public var neverReads = false
  /// Answers a read with another user than asked.
  public var answersWithWrongUser = false
  /// So many of its next answers get lost; what was asked is done.
  public var lostReplies = 0
  /// Adds one to every digest.
  public var liesInDigests = false
  /// Answers deep questions from the digests that it keeps, as if it had made them anew.
  public var skipsDeepDigests = false
  /// Signs with another key than it shows.
  public var signsWrongly = false
  /// Each upload has its first entry twice.
  public var repeatsLogIDs = false
  /// Answers a read with a name that is over its limit.
  public var sendsRecordsOverLimits = false
  /// Each answer waits for so long.
  public var answersAfter: TimeAmount?
  /// So many of the next users to be written are answered *failed: try again later*, and are not written.
  public var transientFailures = 0

  public init() {}
}
