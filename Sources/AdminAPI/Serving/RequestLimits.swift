public import LockstepServer

/// What a client of the HTTP port may take, in connections and in time (SEC-4).
public struct RequestLimits: Hashable, Sendable {
  public var connections: ConnectionLimits
  /// How long a TLS handshake may take.
  public var handshake: Duration
  /// For a request's head, from the connection or the last answer on.
  public var patience: Duration
  /// For a body before its pace counts, for what follows a body that nobody wants, and for a client that does not read.
  public var grace: Duration
  /// The least that has to come of a body, or to be taken of an answer, in the long run.
  public var leastBytesPerSecond: Int
  /// For a pause within a body, however fast the rest of it came.
  public var longestSilence: Duration
  /// What may follow of a body once its request was answered: a client that sends sees the answer only then.
  public var mostUnwanted: Int

  public init(
    connections: ConnectionLimits = .web, handshake: Duration = .seconds(10), patience: Duration = .seconds(30),
    grace: Duration = .seconds(30), leastBytesPerSecond: Int = 1024, longestSilence: Duration = .seconds(120),
    mostUnwanted: Int = 64 << 20
  ) {
    self.connections = connections
    self.handshake = handshake
    self.patience = patience
    self.grace = grace
    self.leastBytesPerSecond = leastBytesPerSecond
    self.longestSilence = longestSilence
    self.mostUnwanted = mostUnwanted
  }
}
