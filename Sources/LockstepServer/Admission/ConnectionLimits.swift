/// How many connections a port takes, and of whom (SEC-4). A *stranger* has not proved yet who it is; a device that waits
/// to be registered has proved a key that nobody knows.
public struct ConnectionLimits: Hashable, Sendable {
  /// Of everybody.
  public var most: Int
  public var mostStrangers: Int
  /// For one address, unless it is one of ``shared``.
  public var mostStrangersOfAddress: Int
  public var mostWaiting: Int
  /// For one address, unless it is one of ``shared``.
  public var mostWaitingOfAddress: Int
  public var shared: SharedAddresses
  /// A stranger this young is not put out: it had no time to prove anything.
  public var grace: Duration

  /// Four hundred doors behind one address may come at once, and wait at once.
  public static let devices = ConnectionLimits(
    most: 12_000, mostStrangers: 2000, mostStrangersOfAddress: 500, mostWaiting: 1000, mostWaitingOfAddress: 500)

  /// A browser holds half a dozen; from the first request of somebody who is known on it is no stranger's.
  public static let web = ConnectionLimits(
    most: 2000, mostStrangers: 500, mostStrangersOfAddress: 200, mostWaiting: 0, mostWaitingOfAddress: 0)

  public init(
    most: Int, mostStrangers: Int, mostStrangersOfAddress: Int, mostWaiting: Int, mostWaitingOfAddress: Int,
    shared: SharedAddresses = .loopback, grace: Duration = .milliseconds(250)
  ) {
    self.most = most
    self.mostStrangers = mostStrangers
    self.mostStrangersOfAddress = mostStrangersOfAddress
    self.mostWaiting = mostWaiting
    self.mostWaitingOfAddress = mostWaitingOfAddress
    self.shared = shared
    self.grace = grace
  }

  /// The same with room for no more than so many. Strangers, and devices that wait, take a quarter of it each at most, so
  /// that those who are known find a place.
  public func within(_ count: Int) -> ConnectionLimits {
    var limits = self
    limits.most = min(most, count)
    limits.mostStrangers = min(mostStrangers, max(1, limits.most / 4))
    limits.mostWaiting = min(mostWaiting, limits.most / 4)
    return limits
  }
}
