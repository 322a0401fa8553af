public import LockstepCore

/// The note that somebody was erased for good, or is being erased: an ID, when, and by whom. It stays.
public struct StoredErasure: Hashable, Sendable {
  public enum State: String, CaseIterable, Sendable {
    /// The person's record is gone; what histories have of them is being removed.
    case erasing
    /// Nothing is left on the server but the ID, and doors have not confirmed the deletion yet.
    case pending
    /// Every registered device that is waited for has confirmed it.
    case finished
  }

  public let id: Int64
  public let user: UserID
  /// Unix milliseconds.
  public let askedAt: Int64
  public let askedBy: String
  public let state: State
  /// How many registered devices have not confirmed the deletion.
  public let waitingDevices: Int
  /// How many were away for so long, when it was finished, that nobody waited for them any more (DEL-5): they may hold
  /// the person yet.
  public let absentDevices: Int
  public let finishedAt: Int64?
}
