/// One face. Infrared and visual faces are different credentials and never replace each other.
public struct Face: Hashable, Sendable {
  public enum Kind: UInt8, CaseIterable, Sendable {
    case infrared = 1
    case visual = 2

    public var name: String { self == .infrared ? "infrared" : "visual" }
    public init?(name: String) {
      guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
      self = kind
    }
    /// How many a user can have (LIMIT-4).
    public var limit: Int { self == .infrared ? 5 : 2 }
  }

  public let kind: Kind
  /// 0…4 infrared, 0…1 visual.
  public let index: UInt8
  public let template: [UInt8]

  public init(kind: Kind, index: UInt8, template: [UInt8]) {
    self.kind = kind
    self.index = index
    self.template = template
  }
}
