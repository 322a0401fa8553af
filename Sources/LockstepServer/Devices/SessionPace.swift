import DeviceProtocol
import LockstepCore
import Synchronization

/// How often sessions begin. Each one is a transaction and a line in the monitoring log, so that a device that connects
/// without end, such as two with one key that put each other out, would fill the disk (SEC-4, SEC-7).
public final class SessionPace: Sendable {
  public struct Limits: Sendable {
    /// Of one device.
    public var sessions: (most: Double, perSecond: Double)
    /// Devices that were not seen before, of all addresses: a day with four hundred new doors, and no more.
    public var strangers: (most: Double, perSecond: Double)

    public init(
      sessions: (most: Double, perSecond: Double) = (60, 0.25),
      strangers: (most: Double, perSecond: Double) = (1000, 0.5)
    ) {
      self.sessions = sessions
      self.strangers = strangers
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
    var sessions: [Claim: Allowance] = [:]
    var strangers: Allowance?
  }

  private static let mostClaims = 20_000

  private let limits: Limits
  private let state = Mutex(State())

  init(_ limits: Limits) { self.limits = limits }

  /// - Parameters:
  ///   - hello: of a device that has proved its key.
  ///   - now: since any fixed moment.
  func mayBegin(_ hello: Hello, at now: Duration) -> Bool {
    let claim = Claim(device: hello.device, publicKey: hello.publicKey)
    return state.withLock { state in
      if state.sessions.count >= Self.mostClaims {
        state.sessions = state.sessions.filter { !$0.value.isFull(at: now) }
        // All of them are at it: whoever comes anew has a clean record.
        if state.sessions.count >= Self.mostClaims { state.sessions = [:] }
      }
      let (most, perSecond) = limits.sessions
      return state.sessions[claim, default: Allowance(most: most, perSecond: perSecond, at: now)].use(at: now)
    }
  }

  /// How many devices are remembered.
  var claims: Int { state.withLock { $0.sessions.count } }

  /// A device comes that the server has not seen with this key.
  func mayAppear(at now: Duration) -> Bool {
    state.withLock { state in
      let (most, perSecond) = limits.strangers
      var allowance = state.strangers ?? Allowance(most: most, perSecond: perSecond, at: now)
      defer { state.strangers = allowance }
      return allowance.use(at: now)
    }
  }
}
