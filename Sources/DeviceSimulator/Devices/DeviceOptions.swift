public import Logging
public import NIOCore

/// How simulated devices behave on the network; the same for all devices of a process.
public struct DeviceOptions: Sendable {
  /// The wait before the first new attempt after a lost link; it doubles with each attempt up to ``longestBackoff``, with
  /// jitter, so that a thousand devices do not come back in the same moment.
  public var firstBackoff: TimeAmount
  public var longestBackoff: TimeAmount
  public var connectTimeout: TimeAmount
  /// How long the server may take until its welcome.
  public var handshakeLimit: TimeAmount
  /// The true time, Unix seconds.
  public var now: @Sendable () -> Int64
  public var pool: StatePool
  public var logger: Logger

  public init(
    firstBackoff: TimeAmount = .milliseconds(100), longestBackoff: TimeAmount = .seconds(5),
    connectTimeout: TimeAmount = .seconds(10), handshakeLimit: TimeAmount = .seconds(15),
    now: @escaping @Sendable () -> Int64 = SystemTime.unixSeconds, pool: StatePool = StatePool(),
    logger: Logger = Logger(label: "lockstep.device-simulator")
  ) {
    self.firstBackoff = firstBackoff
    self.longestBackoff = longestBackoff
    self.connectTimeout = connectTimeout
    self.handshakeLimit = handshakeLimit
    self.now = now
    self.pool = pool
    self.logger = logger
  }
}
