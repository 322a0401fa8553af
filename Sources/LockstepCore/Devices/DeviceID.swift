/// The number of a device: 1…4294967295 (LIMIT-1).
public struct DeviceID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let number: UInt32

  public init?(_ number: UInt32) {
    guard number > 0 else { return nil }
    self.number = number
  }

  public init?(_ text: String) {
    guard let number = UInt32(text), text == "\(number)" else { return nil }
    self.init(number)
  }

  public var description: String { "\(number)" }

  public static func < (left: DeviceID, right: DeviceID) -> Bool { left.number < right.number }
}
