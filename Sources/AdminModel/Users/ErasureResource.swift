public import Foundation

/// The note that somebody was erased for good, or is being erased. Nothing else is kept of the person.
public struct ErasureResource: Codable, Hashable, Sendable {
  public var id: Int64
  /// The ID that the person had.
  public var user: String
  /// `erasing` while histories are done; `pending` until every registered device has confirmed the deletion; `finished`.
  public var state: String
  /// How many registered devices have not confirmed it.
  public var waitingDevices: Int
  /// How many were away for too long to be waited for when it was finished: they may hold the person yet.
  public var absentDevices: Int
  public var askedAt: Date
  public var askedBy: String
  @OrNull public var finishedAt: Date?

  public init(
    id: Int64, user: String, state: String, waitingDevices: Int, absentDevices: Int, askedAt: Date, askedBy: String,
    finishedAt: Date?
  ) {
    self.id = id
    self.user = user
    self.state = state
    self.waitingDevices = waitingDevices
    self.absentDevices = absentDevices
    self.askedAt = askedAt
    self.askedBy = askedBy
    self.finishedAt = finishedAt
  }
}
