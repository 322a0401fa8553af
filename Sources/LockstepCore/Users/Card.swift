/// A card, phone or code that a terminal reads (LIMIT-3).
public struct Card: Hashable, Sendable {
  /// The raw values are those of the device protocol and of the stored records.
  public enum Kind: UInt8, CaseIterable, Sendable {
    case csn = 1
    case secureCredential = 2
    case accessOnCard = 3
    case mobile = 4
    case qr = 6
    case wiegand = 10

    /// As it stands in the API, in commands and in slots.
    public var name: String {
      switch self {
      case .csn: "csn"
      case .secureCredential: "secure-credential"
      case .accessOnCard: "access-on-card"
      case .mobile: "mobile"
      case .qr: "qr"
      case .wiegand: "wiegand"
      }
    }

    public init?(name: String) {
      guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
      self = kind
    }
  }

  public let kind: Kind
  public let number: CardNumber

  public init(kind: Kind, number: CardNumber) {
    self.kind = kind
    self.number = number
  }
}

extension Card: Comparable {
  public static func < (left: Card, right: Card) -> Bool {
    left.kind.rawValue != right.kind.rawValue
      ? left.kind.rawValue < right.kind.rawValue
      : left.number < right.number
  }
}
