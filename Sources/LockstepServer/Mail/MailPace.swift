/// How patiently mail is handed over.
public struct MailPace: Sendable {
  /// After the first try; it doubles from then on.
  public var firstPause: Duration
  public var longestPause: Duration
  /// From the first try on; then the mail counts as refused.
  public var longestTry: Duration
  /// Until the mail server has taken the connection, and TLS stands.
  public var connectLimit: Duration
  /// For one answer of the mail server. The one to a whole mail may take long; whoever does not wait for it sends twice.
  public var answerLimit: Duration
  /// How long a hand-over that has begun may go on when the server stops.
  public var stopLimit: Duration
  /// How many mails are handed over at the same time.
  public var mostAtOnce: Int

  public init(
    firstPause: Duration = .seconds(60), longestPause: Duration = .seconds(3600),
    longestTry: Duration = .seconds(3 * 86_400), connectLimit: Duration = .seconds(20),
    answerLimit: Duration = .seconds(300), stopLimit: Duration = .seconds(1), mostAtOnce: Int = 4
  ) {
    self.firstPause = firstPause
    self.longestPause = longestPause
    self.longestTry = longestTry
    self.connectLimit = connectLimit
    self.answerLimit = answerLimit
    self.stopLimit = stopLimit
    self.mostAtOnce = mostAtOnce
  }

  /// Milliseconds until the next try.
  ///
  /// - Parameter tries: how many there were, at least 1.
  func pause(after tries: Int) -> Int64 {
    min(firstPause.milliseconds << Int64(min(max(tries, 1) - 1, 20)), longestPause.milliseconds)
  }
}

extension Duration {
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
