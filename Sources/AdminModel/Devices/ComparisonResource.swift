/// A device's users set against those that it should hold.
public struct ComparisonResource: Codable, Hashable, Sendable {
  /// Whether it holds exactly the server's content but for the users left out.
  public var equal: Bool
  public var same: Int
  public var different: [DifferentUser]
  public var newOnDevice: [String]
  public var missing: [String]
  public var leftOut: [LeftOutUser]

  public init(
    equal: Bool, same: Int, different: [DifferentUser], newOnDevice: [String], missing: [String],
    leftOut: [LeftOutUser]
  ) {
    self.equal = equal
    self.same = same
    self.different = different
    self.newOnDevice = newOnDevice
    self.missing = missing
    self.leftOut = leftOut
  }
}
