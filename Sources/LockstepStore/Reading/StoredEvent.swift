public import LockstepCore

/// An entry of the monitoring log.
public struct StoredEvent: Hashable, Sendable {
  public let id: Int64
  /// Unix milliseconds.
  public let receivedAt: Int64
  public let kind: EventKind
  public let device: DeviceID?
  public let epoch: Epoch?
  public let log: LogID?
  /// Unix seconds, by the device's own clock.
  public let deviceTime: Int64?
  public let code: EventCode?
  public let origin: Origin?
  public let user: String?
  public let revision: Revision?
  /// The setting in force at its commit (MODE-3).
  public let mode: SynchronizationMode
  public let detail: String
}
