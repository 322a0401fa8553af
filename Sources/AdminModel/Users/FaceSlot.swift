/// A face that is there.
public struct FaceSlot: Codable, Hashable, Sendable {
  /// `infrared` or `visual`.
  public var kind: String
  public var index: Int

  public init(kind: String, index: Int) {
    self.kind = kind
    self.index = index
  }
}
