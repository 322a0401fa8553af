public import LockstepCore

/// Terminals as they are found on walls, by what they can hold: names for scenarios and commands.
public enum DeviceModel: String, CaseIterable, Sendable {
  /// Every capability at its most.
  case full
  /// Cards and phones only: no finger, face, photo or PIN.
  case cardReader = "card-reader"
  /// A finger terminal of the older kind: numeric IDs, two fingers without indexes, one card, short Latin names.
  case fingerTerminal = "finger-terminal"
  /// A face terminal: visual and infrared faces, cards, no finger.
  case faceTerminal = "face-terminal"

  public var capabilities: Capabilities {
    switch self {
    case .full: .full
    case .cardReader:
      Capabilities(
        personalMessage: false, pin: false, photoBytes: 0, fingerprintsPerUser: 0, infraredFaces: 0, visualFaces: 0,
        jobCodes: 0)
    case .fingerTerminal:
      Capabilities(
        alphanumericIDs: false, nameBytes: 48, nameCharacters: 24, latin1NamesOnly: true, personalMessage: false,
        photoBytes: 0, cardKinds: [.csn, .wiegand], cardsPerUser: 1, fingerprintsPerUser: 2,
        fingerprintIndexes: false, infraredFaces: 0, visualFaces: 0, jobCodes: 0)
    case .faceTerminal: Capabilities(fingerprintsPerUser: 0)
    }
  }
}
