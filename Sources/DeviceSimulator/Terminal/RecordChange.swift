public import LockstepCore

/// One thing that a person changes of a user at the terminal.
public enum RecordChange: Hashable, Sendable {
  case name(String)
  case personalMessage(String)
  /// A 32-byte hash; nil takes the PIN away.
  case pin([UInt8]?)
  case photo([UInt8]?)
  case addCard(Card)
  case removeCard(Card)
  /// Replaces the finger of the same index.
  case addFingerprint(Fingerprint)
  case removeFingerprint(UInt8)
  /// Replaces the face of the same kind and index.
  case addFace(Face)
  case removeFace(Face.Kind, UInt8)
  case jobCodes([JobCode])
  case disabled(Bool)
  /// Unix seconds, 0 none.
  case start(Int64)
  case end(Int64)
  case accessGroups([AccessGroupID])
  case securityLevel(UInt8)
}

extension UserRecord {
  mutating func apply(_ change: RecordChange) {
    switch change {
    case .name(let name): self.name = name
    case .personalMessage(let message): personalMessage = message
    case .pin(let pin): self.pin = pin
    case .photo(let photo): self.photo = photo
    case .addCard(let card): setCards(cards.filter { $0 != card } + [card])
    case .removeCard(let card): setCards(cards.filter { $0 != card })
    case .addFingerprint(let finger):
      setFingerprints(fingerprints.filter { $0.index != finger.index } + [finger])
    case .removeFingerprint(let index): setFingerprints(fingerprints.filter { $0.index != index })
    case .addFace(let face):
      setFaces(faces.filter { $0.kind != face.kind || $0.index != face.index } + [face])
    case .removeFace(let kind, let index): setFaces(faces.filter { $0.kind != kind || $0.index != index })
    case .jobCodes(let codes): jobCodes = codes
    case .disabled(let isDisabled): rights.isDisabled = isDisabled
    case .start(let time): rights.start = time
    case .end(let time): rights.end = time
    case .accessGroups(let groups): rights.setAccessGroups(groups)
    case .securityLevel(let level): rights.securityLevel = level
    }
  }
}
