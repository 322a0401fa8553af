public import DeviceProtocol
public import LockstepCore

/// A device at one moment.
public struct DeviceSnapshot: Sendable {
  public internal(set) var memory: DeviceMemory
  public internal(set) var faults = Faults()
  /// There is a link to the server.
  public internal(set) var isConnected = false
  /// What the last welcome on this link said; nil before it.
  public internal(set) var registration: Welcome.State?
  /// What the terminal shows (SEC-1); nil before the first challenge.
  public internal(set) var checkCode: String?
  /// The highest log ID of this epoch that the server has.
  public internal(set) var acknowledged: LogID = 0
  /// How many requests of the server were answered.
  public internal(set) var answers = 0
  /// The last goodbye of either side.
  public internal(set) var lastGoodbye: Goodbye?

  /// Why the device refused the last server, or could not speak TLS with it; nil once it is welcome.
  public internal(set) var serverRefusal: ServerRefusal?

  /// Registered, with a link.
  public var isRegistered: Bool { isConnected && registration == .registered }

  /// How many entries of the ring the server has not acknowledged.
  public var unacknowledgedLogs: Int { memory.log.count - min(memory.log.count, acknowledgedCount) }

  private var acknowledgedCount: Int {
    guard memory.log.firstID > 0, acknowledged >= memory.log.firstID else { return 0 }
    return Int(acknowledged - memory.log.firstID) + 1
  }
}
