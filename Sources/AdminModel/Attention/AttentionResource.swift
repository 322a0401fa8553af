public import Foundation

/// Something that waits for an operator.
public struct AttentionResource: Codable, Hashable, Sendable {
  public var id: Int64
  public var kind: String
  @OrNull public var user: String?
  @OrNull public var device: UInt32?
  public var reason: String
  public var detail: String
  public var since: Date
  /// What can be done about it.
  public var actions: [String]
  @OrNull public var closedAt: Date?
  @OrNull public var outcome: String?

  public init(
    id: Int64, kind: String, user: String? = nil, device: UInt32? = nil, reason: String, detail: String, since: Date,
    actions: [String], closedAt: Date? = nil, outcome: String? = nil
  ) {
    self.id = id
    self.kind = kind
    self.user = user
    self.device = device
    self.reason = reason
    self.detail = detail
    self.since = since
    self.actions = actions
    self.closedAt = closedAt
    self.outcome = outcome
  }
}
