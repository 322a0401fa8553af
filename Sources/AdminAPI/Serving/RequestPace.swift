import LockstepServer

/// How far one connection is with its requests, and whether it takes longer than it may. A value: what happens and when
/// goes in, times since any fixed moment.
struct RequestPace: Sendable {
  enum Verdict: Hashable, Sendable {
    /// Nothing to answer, and no next request.
    case idle
    case tooSlow(ConnectionRefusal)
  }

  private let limits: RequestLimits
  /// Heads that came, without those whose answers have ended.
  private var unanswered = 0
  /// The last head's body has not ended.
  private var isReading = false
  /// The client sends the last head's body when it is asked for, and was not asked yet.
  private var waitsToContinue = false
  /// An answer has begun, and has not ended.
  private var isAnswering = false
  /// Since when there is nothing to answer.
  private var idleSince: Duration
  /// How much of the current body has come.
  private var bodyBytes = 0
  /// How long its client was waited for, without the current wait.
  private var waited = Duration.zero
  /// Since when bytes are asked for that do not come; nil while the server does not read.
  private var readingSince: Duration?
  /// Since when the body that comes belongs to an answered request, and how much of it came.
  private var unwanted: (since: Duration, bytes: Int)?
  /// Since when the client takes less than there is, and how much it was then.
  private var unread: (since: Duration, bytes: Int)?

  init(_ limits: RequestLimits, at now: Duration) {
    self.limits = limits
    idleSince = now
  }

  /// A request is being read or answered.
  var isBusy: Bool { unanswered > 0 || (isReading && !isRefusedUnsent) }

  /// The one request there is has no answer yet, nor a part of it.
  var isUnanswered: Bool { unanswered == 1 && !isAnswering }

  /// A body was refused before it was asked for: nothing of it is to come.
  private var isRefusedUnsent: Bool { waitsToContinue && unanswered == 0 && bodyBytes == 0 }

  // MARK: What comes

  /// - Parameter waitsToContinue: `Expect: 100-continue`.
  mutating func headCame(waitsToContinue: Bool = false) {
    unanswered += 1
    isReading = true
    self.waitsToContinue = waitsToContinue
    (bodyBytes, waited) = (0, .zero)
    unwanted = nil
  }

  mutating func bodyCame(_ bytes: Int) {
    bodyBytes += bytes
    unwanted?.bytes += bytes
  }

  mutating func bodyEnded(at now: Duration) {
    isReading = false
    unwanted = nil
    if unanswered == 0 { idleSince = now }
  }

  /// The server asks the system for more.
  mutating func readBegan(at now: Duration) { if readingSince == nil { readingSince = now } }

  /// Something came.
  mutating func readEnded(at now: Duration) {
    if let readingSince { waited += now - readingSince }
    readingSince = nil
  }

  // MARK: What goes

  /// The client is asked for the body that it waits with.
  mutating func bodyWasAskedFor(at now: Duration) {
    waitsToContinue = false
    waited = .zero
    if readingSince != nil { readingSince = now }
  }

  mutating func answerBegan() { isAnswering = true }

  mutating func answerEnded(at now: Duration) {
    isAnswering = false
    unanswered = max(0, unanswered - 1)
    guard unanswered == 0 else { return }
    idleSince = now
    if isReading { unwanted = (now, 0) }
  }

  /// - Parameter bytes: what waits for the client to take it, where that is more than the system keeps; else nil.
  mutating func waits(_ bytes: Int?, at now: Duration) {
    guard let bytes else { return unread = nil }
    if let unread, bytes <= unread.bytes { return }
    unread = (now, bytes)
  }

  // MARK: Too long

  /// - Parameter waiting: what waits for the client now.
  func verdict(waiting: Int, at now: Duration) -> Verdict? {
    if !isBusy { return now - idleSince >= limits.patience ? .idle : nil }
    if let unwanted, now - unwanted.since >= limits.grace || unwanted.bytes > limits.mostUnwanted {
      return .tooSlow(.unwantedBody)
    }
    if let unread, isSlow(unread.bytes - waiting, in: now - unread.since) { return .tooSlow(.unread) }
    // Who waits to be asked is not slow.
    guard isReading, !waitsToContinue || bodyBytes > 0 else { return nil }
    if let readingSince, now - readingSince >= limits.longestSilence { return .tooSlow(.slowBody) }
    let waited = waited + (readingSince.map { now - $0 } ?? .zero)
    return isSlow(bodyBytes, in: waited) ? .tooSlow(.slowBody) : nil
  }

  private func isSlow(_ bytes: Int, in time: Duration) -> Bool {
    let counted = time - limits.grace
    return counted >= .zero && counted > .seconds(1) * (Double(bytes) / Double(limits.leastBytesPerSecond))
  }
}
