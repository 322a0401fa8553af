import LockstepCore

extension Capabilities {
  /// The first thing of a record that a device with these capabilities cannot hold, in words without its value.
  func misfit(of record: UserRecord) -> String? {
    if !alphanumericIDs, record.id.text.contains(where: { !$0.isASCII || !$0.isNumber }) {
      return "a user ID that is no number"
    }
    if record.name.utf8.count > nameBytes || record.name.count > nameCharacters { return "a name of this length" }
    if latin1NamesOnly, record.name.unicodeScalars.contains(where: { $0.value > 255 }) {
      return "a name with such characters"
    }
    if !personalMessage, !record.personalMessage.isEmpty { return "a personal message" }
    if !pin, record.pin != nil { return "a PIN" }
    if let photo = record.photo, photo.count > photoBytes { return "a photo of this size" }
    if record.cards.contains(where: { !cardKinds.contains($0.kind) }) { return "a card of this kind" }
    if record.cards.count > cardsPerUser { return "so many cards" }
    if record.fingerprints.count > fingerprintsPerUser { return "so many fingerprints" }
    for kind in Face.Kind.allCases
    where record.faces.count(where: { $0.kind == kind }) > (kind == .infrared ? infraredFaces : visualFaces) {
      return "so many \(kind.name) faces"
    }
    if record.jobCodes.count > jobCodes { return "so many job codes" }
    return nil
  }
}
