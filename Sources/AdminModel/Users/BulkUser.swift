/// One user of many: as ``UserBody``, decoded as strictly.
public struct BulkUser: Codable, Hashable, Sendable {
  public var body: UserBody

  public init(_ body: UserBody) { self.body = body }

  public init(from decoder: any Decoder) throws {
    try decoder.refuseFields(beyond: UserBody.CodingKeys.self)
    body = try UserBody(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws { try body.encode(to: encoder) }
}
