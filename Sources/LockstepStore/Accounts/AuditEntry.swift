/// One change, or one that was refused (SEC-2): who, what, before and after, when, from where. Neither side holds a
/// secret, a template or a card number.
public struct AuditEntry: Hashable, Sendable {
  public enum Outcome: String, CaseIterable, Sendable {
    case done
    case refused
  }

  /// 0 until it is stored.
  public var id: Int64
  public var at: Int64
  public var actor: Actor
  /// A word for what was done, e.g. `user.change`.
  public var action: String
  /// What it was done to, e.g. `user 17`.
  public var object: String
  /// JSON; nil where there was nothing.
  public var before: String?
  /// JSON; nil where nothing is left.
  public var after: String?
  public var outcome: Outcome

  public init(
    id: Int64 = 0, at: Int64, actor: Actor, action: String, object: String, before: String? = nil,
    after: String? = nil, outcome: Outcome = .done
  ) {
    self.id = id
    self.at = at
    self.actor = actor
    self.action = action
    self.object = object
    self.before = before
    self.after = after
    self.outcome = outcome
  }
}
