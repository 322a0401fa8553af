public import Foundation

/// A line of the audit log.
public struct AuditResource: Codable, Hashable, Sendable {
  public var id: Int64
  public var at: Date
  public var actor: String
  /// `console`, `token`, `command line`, `server`, or `none` for somebody who did not get in.
  public var way: String
  public var address: String
  /// A word for what was done, e.g. `user.change`; of a refused request its verb and route.
  public var action: String
  /// To what, e.g. `user 17`.
  public var object: String
  /// JSON: the fields that were changed, as they were; null where there was nothing.
  @OrNull public var before: String?
  /// JSON; null where nothing is left.
  @OrNull public var after: String?
  /// `done` or `refused`.
  public var outcome: String

  public init(
    id: Int64, at: Date, actor: String, way: String, address: String, action: String, object: String,
    before: String? = nil, after: String? = nil, outcome: String
  ) {
    self.id = id
    self.at = at
    self.actor = actor
    self.way = way
    self.address = address
    self.action = action
    self.object = object
    self.before = before
    self.after = after
    self.outcome = outcome
  }
}
