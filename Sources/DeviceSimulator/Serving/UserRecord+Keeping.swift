import LockstepCore

extension UserRecord {
  /// Whether both records have the same in a slot, vacant included.
  func hasSameValue(in slot: Slot, as other: UserRecord) -> Bool {
    switch slot {
    case .name: name == other.name
    case .personalMessage: personalMessage == other.personalMessage
    case .pin: pin == other.pin
    case .photo: photo == other.photo
    case .card(let card): cards.contains(card) == other.cards.contains(card)
    case .fingerprint(let index):
      fingerprints.first { $0.index == index } == other.fingerprints.first { $0.index == index }
    case .face(let kind, let index):
      faces.first { $0.kind == kind && $0.index == index }
        == other.faces.first { $0.kind == kind && $0.index == index }
    case .jobCodes: jobCodes == other.jobCodes
    case .accessGroups, .start, .end, .disabled, .securityLevel, .authenticationModes: true
    }
  }

  /// Puts the device's own value, or its absence, in place of the server's.
  mutating func keep(_ slot: Slot, of own: UserRecord) {
    switch slot {
    case .name: name = own.name
    case .personalMessage: personalMessage = own.personalMessage
    case .pin: pin = own.pin
    case .photo: photo = own.photo
    case .card(let card):
      setCards(cards.filter { $0 != card } + own.cards.filter { $0 == card })
    case .fingerprint(let index):
      setFingerprints(fingerprints.filter { $0.index != index } + own.fingerprints.filter { $0.index == index })
    case .face(let kind, let index):
      let isSlot = { (face: Face) in face.kind == kind && face.index == index }
      setFaces(faces.filter { !isSlot($0) } + own.faces.filter(isSlot))
    case .jobCodes: jobCodes = own.jobCodes
    case .accessGroups, .start, .end, .disabled, .securityLevel, .authenticationModes: break
    }
  }
}
