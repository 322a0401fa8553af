/// Everything of a user that a device can hold. Lists of credentials are kept sorted by slot, so that equal content is
/// equal by `==`; job codes keep their order.
public struct UserRecord: Hashable, Sendable {
  public let id: UserID
  /// Vacant when empty.
  public var name: String
  /// Vacant when empty.
  public var personalMessage: String
  /// An opaque 32-byte hash that devices make.
  public var pin: [UInt8]?
  /// JPEG.
  public var photo: [UInt8]?
  public private(set) var cards: [Card]
  public private(set) var fingerprints: [Fingerprint]
  public private(set) var faces: [Face]
  public var jobCodes: [JobCode]
  public var rights: Rights

  public init(
    id: UserID, name: String = "", personalMessage: String = "", pin: [UInt8]? = nil, photo: [UInt8]? = nil,
    cards: [Card] = [], fingerprints: [Fingerprint] = [], faces: [Face] = [], jobCodes: [JobCode] = [],
    rights: Rights = Rights()
  ) {
    self.id = id
    self.name = name
    self.personalMessage = personalMessage
    self.pin = pin
    self.photo = photo
    self.cards = []
    self.fingerprints = []
    self.faces = []
    self.jobCodes = jobCodes
    self.rights = rights
    setCards(cards)
    setFingerprints(fingerprints)
    setFaces(faces)
  }

  public mutating func setCards(_ cards: [Card]) { self.cards = cards.sorted() }

  public mutating func setFingerprints(_ fingerprints: [Fingerprint]) {
    self.fingerprints = fingerprints.sorted { $0.index < $1.index }
  }

  public mutating func setFaces(_ faces: [Face]) {
    self.faces = faces.sorted { ($0.kind.rawValue, $0.index) < ($1.kind.rawValue, $1.index) }
  }

  /// The same record under another ID (MERGE-9 *other person*).
  public func renamed(to id: UserID) -> UserRecord {
    UserRecord(
      id: id, name: name, personalMessage: personalMessage, pin: pin, photo: photo, cards: cards,
      fingerprints: fingerprints, faces: faces, jobCodes: jobCodes, rights: rights)
  }
}
