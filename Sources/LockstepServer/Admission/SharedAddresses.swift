/// Addresses behind which many people or doors sit, such as a proxy's: limits for one address do not hold for them.
public struct SharedAddresses: Hashable, Sendable {
  private struct Range: Hashable, Sendable {
    let bytes: [UInt8]
    /// How many bits of it count.
    let bits: Int

    func contains(_ address: IPAddress) -> Bool {
      guard address.bytes.count == bytes.count else { return false }
      return zip(address.bytes, bytes).enumerated().allSatisfy { index, pair in
        let counted = min(8, max(0, bits - 8 * index))
        return (pair.0 ^ pair.1) & ~UInt8(truncatingIfNeeded: 0xFF >> counted) == 0
      }
    }
  }

  /// This machine: simulated doors and a proxy on it.
  public static let loopback = SharedAddresses(ranges: [Range(bytes: [127, 0, 0, 0], bits: 8)] + v6Loopback)
  private static let v6Loopback = [Range(bytes: [UInt8](repeating: 0, count: 15) + [1], bits: 128)]

  private let ranges: [Range]

  private init(ranges: [Range]) { self.ranges = ranges }

  /// - Parameter text: addresses and ranges such as `192.0.2.0/24`, separated by commas; `none` for none.
  /// - Throws: ``Wrong`` for what is neither.
  public init(_ text: String) throws(Wrong) {
    var ranges: [Range] = []
    for part in text.split(separator: ",") where text != "none" {
      let words = part.split(separator: "/", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
      guard words.count <= 2, let address = IPAddress(words[0]) else { throw Wrong(part: String(part)) }
      let most = 8 * address.bytes.count
      guard let bits = words.count == 1 ? most : Int(words[1]), (0...most).contains(bits) else {
        throw Wrong(part: String(part))
      }
      ranges.append(Range(bytes: address.bytes, bits: bits))
    }
    guard !ranges.isEmpty || text == "none" else { throw Wrong(part: text) }
    self.init(ranges: ranges)
  }

  func contains(_ address: IPAddress) -> Bool { ranges.contains { $0.contains(address) } }

  /// What is no address.
  public struct Wrong: Error, CustomStringConvertible {
    let part: String

    public var description: String { "\(part) is no address such as 192.0.2.1 or 192.0.2.0/24, and not none" }
  }
}
