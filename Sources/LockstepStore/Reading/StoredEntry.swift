public import LockstepCore

/// An entry under *Needs attention*; a difference is one of them.
public struct StoredEntry: Hashable, Sendable {
  public let id: Int64
  public let kind: AttentionKind
  /// As the device wrote it.
  public let user: String?
  public let device: DeviceID?
  public let slot: Slot?
  public let reason: String
  /// Of a difference: the device's value, canonical bytes of its slot. Never shown when the slot is secret.
  public let value: [UInt8]?
  public let version: Int64
  /// Unix milliseconds.
  public let since: Int64
  public let closedAt: Int64?
  public let outcome: String?
}
