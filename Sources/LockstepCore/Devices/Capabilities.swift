/// What a device can hold of a user. Devices with equal capabilities are sent the same bytes: one *capability profile*.
public struct Capabilities: Hashable, Sendable {
  /// Otherwise numbers only.
  public var alphanumericIDs: Bool
  /// 0 when names are not shown there.
  public var nameBytes: Int
  public var nameCharacters: Int
  /// Characters beyond Latin-1 become `?` there.
  public var latin1NamesOnly: Bool
  public var personalMessage: Bool
  public var pin: Bool
  /// 0 when photos are not kept there.
  public var photoBytes: Int
  /// The kinds of card that its reader knows.
  public var cardKinds: Set<Card.Kind>
  public var cardsPerUser: Int
  /// 0 when there is no finger reader.
  public var fingerprintsPerUser: Int
  /// Otherwise fingers are a list without indexes.
  public var fingerprintIndexes: Bool
  public var infraredFaces: Int
  public var visualFaces: Int
  public var jobCodes: Int

  public init(
    alphanumericIDs: Bool = true, nameBytes: Int = Limits.nameBytes, nameCharacters: Int = Limits.nameCharacters,
    latin1NamesOnly: Bool = false, personalMessage: Bool = true, pin: Bool = true,
    photoBytes: Int = Limits.photoBytes, cardKinds: Set<Card.Kind> = Set(Card.Kind.allCases),
    cardsPerUser: Int = Limits.cards, fingerprintsPerUser: Int = Limits.fingerprints,
    fingerprintIndexes: Bool = true, infraredFaces: Int = Face.Kind.infrared.limit,
    visualFaces: Int = Face.Kind.visual.limit, jobCodes: Int = Limits.jobCodes
  ) {
    self.alphanumericIDs = alphanumericIDs
    self.nameBytes = nameBytes
    self.nameCharacters = nameCharacters
    self.latin1NamesOnly = latin1NamesOnly
    self.personalMessage = personalMessage
    self.pin = pin
    self.photoBytes = photoBytes
    self.cardKinds = cardKinds
    self.cardsPerUser = cardsPerUser
    self.fingerprintsPerUser = fingerprintsPerUser
    self.fingerprintIndexes = fingerprintIndexes
    self.infraredFaces = infraredFaces
    self.visualFaces = visualFaces
    self.jobCodes = jobCodes
  }

  /// Whether a device can hold a user with this ID at all.
  public func canHold(_ user: UserID) -> Bool { alphanumericIDs || user.isNumeric }

  public func faces(of kind: Face.Kind) -> Int { kind == .infrared ? infraredFaces : visualFaces }

  /// Every capability at its most.
  public static let full = Capabilities()
}
