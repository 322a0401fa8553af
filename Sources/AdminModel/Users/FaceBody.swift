public import Foundation

/// A face with its template. Only in requests: templates are never given out.
public struct FaceBody: Codable, Hashable, Sendable {
  /// `infrared` or `visual`.
  public var kind: String
  /// 0…4 infrared, 0…1 visual.
  public var index: Int
  public var template: Data

  public init(kind: String, index: Int, template: Data) {
    self.kind = kind
    self.index = index
    self.template = template
  }

  /// - Throws: also for a field that there is not.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseFields(beyond: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind = try container.decode(String.self, forKey: .kind)
    index = try container.decode(Int.self, forKey: .index)
    template = try container.decode(Data.self, forKey: .template)
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case kind, index, template
  }
}
