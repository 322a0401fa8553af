public import Foundation

/// Where a value of a user came from.
public struct ProvenanceResource: Codable, Hashable, Sendable {
  /// `name`, `card:csn:3039`, `fingerprint:3`, …
  public var slot: String
  /// `operator`, `device`, `import` or `project`.
  public var source: String
  public var actor: String
  @OrNull public var device: UInt32?
  @OrNull public var epoch: String?
  @OrNull public var logId: UInt32?
  public var at: Date

  public init(
    slot: String, source: String, actor: String, device: UInt32? = nil, epoch: String? = nil, logId: UInt32? = nil,
    at: Date
  ) {
    self.slot = slot
    self.source = source
    self.actor = actor
    self.device = device
    self.epoch = epoch
    self.logId = logId
    self.at = at
  }
}
