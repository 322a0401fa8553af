public import Foundation

/// A finger with its templates. Only in requests: templates are never given out.
public struct FingerprintBody: Codable, Hashable, Sendable {
  /// 0…9.
  public var index: Int
  /// One or two, at most 384 bytes each.
  public var templates: [Data]
  /// Whether this finger raises a silent alarm; left out: no.
  public var duress: Bool?

  public init(index: Int, templates: [Data], duress: Bool? = nil) {
    self.index = index
    self.templates = templates
    self.duress = duress
  }

  /// - Throws: also for a field that there is not.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseFields(beyond: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    index = try container.decode(Int.self, forKey: .index)
    templates = try container.decode([Data].self, forKey: .templates)
    duress = try container.decodeIfPresent(Bool.self, forKey: .duress)
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case index, templates, duress
  }
}
