/// A card, phone or code that a terminal reads.
public struct CardValue: Codable, Hashable, Sendable {
  /// `csn`, `secure-credential`, `access-on-card`, `mobile`, `qr` or `wiegand`.
  public var kind: String
  /// Decimal digits, or hexadecimal digits after `0x`. Empty in an answer to a viewer: a number opens doors.
  public var number: String

  public init(kind: String, number: String) {
    self.kind = kind
    self.number = number
  }

  /// - Throws: also for a field that there is not.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseFields(beyond: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind = try container.decode(String.self, forKey: .kind)
    number = try container.decode(String.self, forKey: .number)
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case kind, number
  }
}
