/// How many connections a port takes, and of whom (SEC-4). A *stranger* has not proved yet who it is; a device that waits
/// to be registered has proved a key that nobody knows.
public struct ConnectionLimits: Hashable, Sendable {
  /// Of those who are known or wait. Strangers come beside them, so that a port that is full of connections whose other
  /// end is dead lets the same devices in again.
  public var most: Int
  public var mostStrangers: Int
  /// For one address, unless it is one of ``shared``.
  public var mostStrangersOfAddress: Int
  public var mostWaiting: Int
  /// For one address, unless it is one of ``shared``.
  public var mostWaitingOfAddress: Int
  /// Of one who is known; further ones are strangers. One: the newer ends the older, and takes its place (SEC-7).
  public var mostOfHolder: Int
  public var shared: SharedAddresses
  /// A stranger this young is not put out: it had no time to prove anything.
  public var grace: Duration
  /// Where an address that is familiar has only strangers that young, the oldest of them that says nothing goes all the
  /// same. For a port where a proof comes with the first words: somebody at an operator's own address would keep the
  /// operator out by coming often enough. Where it takes several, and many come at once, nobody would get to it.
  public var putsOutYoung = false
  /// A stranger that is being answered for longer makes room like one that is not.
  public var longestBusy = Duration.seconds(10)
  /// More requests without a proof make somebody who is known a stranger again. A page of the console has a dozen.
  public var mostUnproved = 64
  /// How many addresses are remembered from which somebody has proved who they are, and for how long after the last of
  /// them has gone: a house that is without power over holidays is familiar when it comes back.
  public var mostFamiliar = 4096
  public var familiarFor = Duration.seconds(7 * 86_400)

  /// Four hundred doors behind one address may come at once, and wait at once.
  public static let devices = ConnectionLimits(
    most: 12_000, mostStrangers: 2000, mostStrangersOfAddress: 500, mostWaiting: 1000, mostWaitingOfAddress: 500,
    mostOfHolder: 1)

  /// A browser holds half a dozen; from the first request of somebody who is known on it is no stranger's.
  public static let web = {
    var limits = ConnectionLimits(
      most: 2000, mostStrangers: 500, mostStrangersOfAddress: 200, mostWaiting: 0, mostWaitingOfAddress: 0,
      mostOfHolder: 200)
    limits.putsOutYoung = true
    return limits
  }()

  public init(
    most: Int, mostStrangers: Int, mostStrangersOfAddress: Int, mostWaiting: Int, mostWaitingOfAddress: Int,
    mostOfHolder: Int, shared: SharedAddresses = .loopback, grace: Duration = .milliseconds(250)
  ) {
    self.most = most
    self.mostStrangers = mostStrangers
    self.mostStrangersOfAddress = mostStrangersOfAddress
    self.mostWaiting = mostWaiting
    self.mostWaitingOfAddress = mostWaitingOfAddress
    self.mostOfHolder = mostOfHolder
    self.shared = shared
    self.grace = grace
  }

  /// Of everybody.
  public var total: Int { most + mostStrangers }

  /// The same with no more than so many in all. Strangers, and devices that wait, take a quarter of it each at most, so
  /// that those who are known find a place.
  public func within(_ count: Int) -> ConnectionLimits {
    var limits = self
    limits.mostStrangers = min(mostStrangers, max(1, count / 4))
    limits.most = min(most, count - limits.mostStrangers)
    limits.mostWaiting = min(mostWaiting, count / 4)
    return limits
  }
}
