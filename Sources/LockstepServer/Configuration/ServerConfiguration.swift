/// How the device side of the server runs.
public struct ServerConfiguration: Sendable {
  /// Where devices connect.
  public var host: String
  /// 0 lets the system choose.
  public var port: Int
  public var keepAlive: Duration
  /// How long a device may take from connecting to its proof.
  public var handshakeLimit: Duration
  /// How many uploads of one device may be unanswered (LOG-7).
  public var logWindow: Int
  /// How many entries one upload may have.
  public var logBatch: Int
  /// More are told *busy*.
  public var mostConnections: Int
  /// How long a device may leave a question unanswered.
  public var answerLimit: Duration
  /// The pause between two rounds of housekeeping.
  public var housekeepingPause: Duration
  /// The pause between two looks at which devices are to be compared.
  public var comparePause: Duration
  /// The least pause before a transient failure is tried again.
  public var retryPause: Duration
  public var mail: MailPace

  public init(
    host: String = "127.0.0.1", port: Int = 51212, keepAlive: Duration = .seconds(30),
    handshakeLimit: Duration = .seconds(10), logWindow: Int = 4, logBatch: Int = 256, mostConnections: Int = 12_000,
    answerLimit: Duration = .seconds(60), housekeepingPause: Duration = .seconds(60),
    comparePause: Duration = .seconds(30), retryPause: Duration = .seconds(1), mail: MailPace = MailPace()
  ) {
    self.host = host
    self.port = port
    self.keepAlive = keepAlive
    self.handshakeLimit = handshakeLimit
    self.logWindow = logWindow
    self.logBatch = logBatch
    self.mostConnections = mostConnections
    self.answerLimit = answerLimit
    self.housekeepingPause = housekeepingPause
    self.comparePause = comparePause
    self.retryPause = retryPause
    self.mail = mail
  }
}
