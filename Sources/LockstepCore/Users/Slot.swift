/// The place of one value in a user's record: what merge decides on, a difference names and a keep list keeps.
public enum Slot: Hashable, Sendable {
  case name
  case personalMessage
  case pin
  case photo
  case card(Card)
  case fingerprint(UInt8)
  case face(Face.Kind, UInt8)
  case jobCodes
  case accessGroups
  case start
  case end
  case disabled
  case securityLevel
  case authenticationModes

  /// Rights belong to the server (MERGE-11) and are written even where a difference is open (SEND-2).
  public var isRight: Bool {
    switch self {
    case .accessGroups, .start, .end, .disabled, .securityLevel, .authenticationModes: true
    default: false
    }
  }

  var isCard: Bool {
    if case .card = self { true } else { false }
  }

  var isFingerprint: Bool {
    if case .fingerprint = self { true } else { false }
  }

  public static let rights: [Slot] = [.accessGroups, .start, .end, .disabled, .securityLevel, .authenticationModes]
}

extension Slot: CustomStringConvertible {
  /// As it stands in the database, the API and commands: `name`, `card:csn:3039`, `fingerprint:3`, `face:visual:0`.
  public var description: String {
    switch self {
    case .name: "name"
    case .personalMessage: "personal-message"
    case .pin: "pin"
    case .photo: "photo"
    case .card(let card): "card:\(card.kind.name):\(card.number.bytes.hexadecimal)"
    case .fingerprint(let index): "fingerprint:\(index)"
    case .face(let kind, let index): "face:\(kind.name):\(index)"
    case .jobCodes: "job-codes"
    case .accessGroups: "access-groups"
    case .start: "start"
    case .end: "end"
    case .disabled: "disabled"
    case .securityLevel: "security-level"
    case .authenticationModes: "authentication-modes"
    }
  }

  private static let plain: [Slot] = [.name, .personalMessage, .pin, .photo, .jobCodes] + rights

  public init?(_ description: String) {
    if let slot = Self.plain.first(where: { $0.description == description }) {
      self = slot
      return
    }
    let parts = description.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    switch (parts.first, parts.count) {
    case ("card", 3):
      guard let kind = Card.Kind(name: parts[1]), let bytes = [UInt8](hexadecimal: parts[2]),
        let number = try? CardNumber(bytes: bytes)
      else { return nil }
      self = .card(Card(kind: kind, number: number))
    case ("fingerprint", 2):
      guard let index = UInt8(parts[1]), parts[1] == "\(index)" else { return nil }
      self = .fingerprint(index)
    case ("face", 3):
      guard let kind = Face.Kind(name: parts[1]), let index = UInt8(parts[2]), parts[2] == "\(index)"
      else { return nil }
      self = .face(kind, index)
    default: return nil
    }
  }
}

extension Slot: Comparable {
  /// The order of the fields in a record, for lists that people read.
  public static func < (left: Slot, right: Slot) -> Bool { left.sortKey.lexicographicallyPrecedes(right.sortKey) }

  private var sortKey: [UInt8] {
    switch self {
    case .name: [0]
    case .personalMessage: [1]
    case .pin: [2]
    case .photo: [3]
    case .card(let card): [4, card.kind.rawValue, UInt8(card.number.bytes.count)] + card.number.bytes
    case .fingerprint(let index): [5, index]
    case .face(let kind, let index): [6, kind.rawValue, index]
    case .jobCodes: [7]
    case .accessGroups: [8]
    case .start: [9]
    case .end: [10]
    case .disabled: [11]
    case .securityLevel: [12]
    case .authenticationModes: [13]
    }
  }
}
