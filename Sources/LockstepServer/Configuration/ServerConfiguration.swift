public import LockstepStore

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
  /// How many messages that nobody asked for a device may send, at once and a second in the long run.
  public var chatter: (most: Double, perSecond: Double)
  /// Who may be connected; others are told *busy*.
  public var connections: ConnectionLimits
  /// How large a frame may be, in bytes, of a device that is not registered (LIMIT-5).
  public var mostStrangerBytes: Int
  /// How often a device may begin a session.
  public var sessionPace: SessionPace.Limits
  /// How long a device may leave a question unanswered.
  public var answerLimit: Duration
  /// How many users one look for a device's work walks past (SEND-4).
  public var mostScanned: Int
  /// Up to how many memberships of a device's users they are looked up instead.
  public var mostMembers: Int
  /// How many users are written to a device, or removed there, in one message.
  public var mostWritten: Int
  /// The pause between two rounds of housekeeping.
  public var housekeepingPause: Duration
  /// The pause between two looks at which devices are to be compared.
  public var comparePause: Duration
  /// The least pause before a transient failure is tried again.
  public var retryPause: Duration
  public var mail: MailPace

  public init(
    host: String = "127.0.0.1", port: Int = 51212, keepAlive: Duration = .seconds(30),
    handshakeLimit: Duration = .seconds(10), logWindow: Int = 4, logBatch: Int = 256,
    chatter: (most: Double, perSecond: Double) = (100, 10), connections: ConnectionLimits = .devices,
    mostStrangerBytes: Int = 16_384, sessionPace: SessionPace.Limits = SessionPace.Limits(),
    answerLimit: Duration = .seconds(60), mostScanned: Int = WorkQuery.mostScanned,
    mostMembers: Int = WorkQuery.mostMembers, mostWritten: Int = WorkQuery.mostUsers,
    housekeepingPause: Duration = .seconds(60), comparePause: Duration = .seconds(30),
    retryPause: Duration = .seconds(1), mail: MailPace = MailPace()
  ) {
    self.host = host
    self.port = port
    self.keepAlive = keepAlive
    self.handshakeLimit = handshakeLimit
    self.logWindow = logWindow
    self.logBatch = logBatch
    self.chatter = chatter
    self.connections = connections
    self.mostStrangerBytes = mostStrangerBytes
    self.sessionPace = sessionPace
    self.answerLimit = answerLimit
    self.mostScanned = mostScanned
    self.mostMembers = mostMembers
    self.mostWritten = mostWritten
    self.housekeepingPause = housekeepingPause
    self.comparePause = comparePause
    self.retryPause = retryPause
    self.mail = mail
  }
}
