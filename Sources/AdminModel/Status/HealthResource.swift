/// Whether the server works.
public struct HealthResource: Codable, Hashable, Sendable {
  public var status: String

  public init(status: String) {
    self.status = status
  }
}
