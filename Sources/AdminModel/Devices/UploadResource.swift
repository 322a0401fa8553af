/// How many users a device was asked for.
public struct UploadResource: Codable, Hashable, Sendable {
  public var requested: Int

  public init(requested: Int) {
    self.requested = requested
  }
}
