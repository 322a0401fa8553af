public import Foundation

/// A link by which an administrator gives a password, once.
public struct SignInLink: Codable, Hashable, Sendable {
  public var url: String
  public var expiresAt: Date

  public init(url: String, expiresAt: Date) {
    self.url = url
    self.expiresAt = expiresAt
  }
}
