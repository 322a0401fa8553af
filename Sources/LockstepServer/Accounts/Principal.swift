public import LockstepCore
public import LockstepStore

/// Somebody who has proved who they are, and what they may do.
public struct Principal: Hashable, Sendable {
  public let actor: Actor
  public let role: Role
  /// Of the account, for people who signed in.
  public let administrator: Int64?
  /// What a changing request of a signed-in browser must carry.
  public let csrfToken: String?
  /// The project of an upload key, which may do nothing else; nil for everybody else.
  public var uploadsTo: Int64?

  /// For whom connections are counted: one account, token or key, wherever it is used.
  public var holder: String { "\(actor.way.rawValue) \(uploadsTo.map { "\($0)" } ?? "") \(actor.name)" }
}
