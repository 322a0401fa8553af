public import Foundation

/// A key that may do nothing but upload to its project.
public struct ProjectKeyResource: Codable, Hashable, Sendable {
  public var id: Int64
  public var name: String
  public var createdBy: String
  public var createdAt: Date
  /// To the minute.
  @OrNull public var usedAt: Date?
  /// The address of the last use.
  public var usedFrom: String
  /// The key itself, in the answer to its making only: the server keeps no copy.
  public var key: String?

  public init(
    id: Int64, name: String, createdBy: String, createdAt: Date, usedAt: Date? = nil, usedFrom: String,
    key: String? = nil
  ) {
    self.id = id
    self.name = name
    self.createdBy = createdBy
    self.createdAt = createdAt
    self.usedAt = usedAt
    self.usedFrom = usedFrom
    self.key = key
  }
}
