public import Foundation

/// An administrator who may do in a project what an operator may.
public struct ProjectAdminResource: Codable, Hashable, Sendable {
  /// Of the administrator.
  public var id: Int64
  public var name: String
  public var email: String
  public var officialContact: Bool
  public var since: Date

  public init(id: Int64, name: String, email: String, officialContact: Bool, since: Date) {
    self.id = id
    self.name = name
    self.email = email
    self.officialContact = officialContact
    self.since = since
  }
}
