import DeviceProtocol
import LockstepCore
import Synchronization

/// How often sessions begin. Each one is a transaction and a line in the monitoring log, so that a device that connects
/// without end, such as two with one key that put each other out, would fill the disk (SEC-4, SEC-7).
public final class SessionPace: Sendable {
  public struct Limits: Sendable {
    /// Of one device.
    public var sessions: (most: Double, perSecond: Double)
    /// Devices that come with a key that was not seen before, of all addresses: a day with four hundred new doors, and no
    /// more. Replacements count like new ones.
    public var strangers: (most: Double, perSecond: Double)
    /// Of one address, unless many share it: half of it, so that no address takes all.
    public var strangersOfAddress: (most: Double, perSecond: Double)

    public init(
      sessions: (most: Double, perSecond: Double) = (60, 0.25),
      strangers: (most: Double, perSecond: Double) = (1000, 0.5),
      strangersOfAddress: (most: Double, perSecond: Double) = (500, 0.25)
    ) {
      self.sessions = sessions
      self.strangers = strangers
      self.strangersOfAddress = strangersOfAddress
    }
  }

  /// More devices have come than may.
  struct TooMany: Error {}

  /// With its key: who only claims a device's number takes nothing of its allowance.
  private struct Claim: Hashable, Sendable {
    let device: DeviceID
    let publicKey: [UInt8]
  }

  private struct State {
    var sessions: Allowances<Claim>
    var addresses: Allowances<PeerAddress>
    /// One, of everybody.
    var strangers: Allowances<Int>

    func has(_ origin: ConnectionOrigin, at now: Duration) -> Bool {
      guard origin.address.map({ addresses.has($0, at: now) }) ?? true else { return false }
      return !origin.takesOfAll || strangers.has(0, at: now)
    }
  }

  private static let mostRemembered = 20_000

  private let state: Mutex<State>

  init(_ limits: Limits) {
    let most = Self.mostRemembered
    state = Mutex(
      State(
        sessions: Allowances(limits.sessions, mostKeys: most),
        addresses: Allowances(limits.strangersOfAddress, mostKeys: most),
        strangers: Allowances(limits.strangers, mostKeys: 1)))
  }

  /// - Parameters:
  ///   - hello: of a device that has proved its key.
  ///   - now: since any fixed moment.
  func mayBegin(_ hello: Hello, at now: Duration) -> Bool {
    let claim = Claim(device: hello.device, publicKey: hello.publicKey)
    return state.withLock { $0.sessions.use(claim, at: now) }
  }

  /// How many devices and addresses are remembered.
  var remembered: Int { state.withLock { $0.sessions.count + $0.addresses.count } }

  /// A device comes that the server has not seen with this key.
  ///
  /// An address where devices are registered has a share of its own, so that the others cannot use it up.
  func mayAppear(from origin: ConnectionOrigin, at now: Duration) -> Bool {
    state.withLock { state in
      guard state.has(origin, at: now) else { return false }
      if let address = origin.address { _ = state.addresses.use(address, at: now) }
      if origin.takesOfAll { _ = state.strangers.use(0, at: now) }
      return true
    }
  }

  /// No new device may appear from there now: to be asked before anything is asked of the store.
  func isUsedUp(from origin: ConnectionOrigin, at now: Duration) -> Bool {
    state.withLock { !$0.has(origin, at: now) }
  }
}

extension ConnectionOrigin {
  fileprivate var takesOfAll: Bool { !isFamiliar || address == nil }
}
