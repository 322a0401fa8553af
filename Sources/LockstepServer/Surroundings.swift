import Foundation

/// What the engine takes from outside and does not decide: time and chance. The simulation gives its own.
public struct Surroundings: Sendable {
  /// Unix milliseconds.
  let clock: @Sendable () -> Int64
  /// Since any fixed moment; never goes back.
  let uptime: @Sendable () -> Duration
  /// 64 bits that nobody can foretell.
  let random: @Sendable () -> UInt64

  public init(
    clock: @escaping @Sendable () -> Int64, uptime: @escaping @Sendable () -> Duration,
    random: @escaping @Sendable () -> UInt64
  ) {
    (self.clock, self.uptime, self.random) = (clock, uptime, random)
  }

  /// Of this machine.
  public static let system = Surroundings(clock: { Int64(Date().timeIntervalSince1970 * 1000) })

  /// This machine's, but for the clock.
  public init(clock: @escaping @Sendable () -> Int64) {
    let start = ContinuousClock.now
    self.init(clock: clock, uptime: { ContinuousClock.now - start }, random: { UInt64.random(in: .min ... .max) })
  }
}
