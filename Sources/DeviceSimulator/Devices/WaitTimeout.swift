public import LockstepCore
public import NIOCore

/// What was waited for did not happen in time.
public struct WaitTimeout: Error, Sendable, CustomStringConvertible {
  public let device: DeviceID
  public let what: String
  public let limit: TimeAmount

  public var description: String {
    "device \(device): not within \(limit.nanoseconds / 1_000_000) ms: \(what)"
  }
}
