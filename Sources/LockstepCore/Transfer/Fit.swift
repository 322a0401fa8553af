/// Fits a user to what a device can hold (SEND-8, MERGE-6). Pure; the same user and capabilities give the same record.
public enum Fit {
  /// Why a device cannot hold a user at all.
  public enum Misfit: String, Error, Hashable, Sendable {
    case alphanumericID = "the device holds numeric user IDs only"
  }

  /// - Throws: ``Misfit`` when the device cannot hold this user at all. Capacity is not this function's question.
  public static func fit(_ user: UserRecord, to capabilities: Capabilities) throws(Misfit) -> UserRecord {
    guard capabilities.alphanumericIDs || user.id.isNumeric else { throw .alphanumericID }
    var fitted = user
    fitted.name = name(user.name, capabilities)
    if !capabilities.personalMessage { fitted.personalMessage = "" }
    if !capabilities.pin { fitted.pin = nil }
    if let photo = user.photo, photo.count > capabilities.photoBytes { fitted.photo = nil }
    fitted.setCards(
      Array(user.cards.filter { capabilities.cardKinds.contains($0.kind) }.prefix(capabilities.cardsPerUser)))
    fitted.setFingerprints(fingerprints(user.fingerprints, capabilities))
    fitted.setFaces(
      Face.Kind.allCases.flatMap { kind in
        user.faces.filter { $0.kind == kind }.prefix(capabilities.faces(of: kind))
      })
    fitted.jobCodes = Array(user.jobCodes.prefix(capabilities.jobCodes))
    return fitted
  }

  private static func name(_ name: String, _ capabilities: Capabilities) -> String {
    let encoded =
      capabilities.latin1NamesOnly
      ? String(String.UnicodeScalarView(name.unicodeScalars.map { $0.value < 256 ? $0 : "?" }))
      : name
    return Text.cut(encoded, characters: capabilities.nameCharacters, bytes: capabilities.nameBytes)
  }

  /// Without indexes fingers are numbered in the order of their templates' bytes, so that both sides agree.
  private static func fingerprints(_ fingerprints: [Fingerprint], _ capabilities: Capabilities) -> [Fingerprint] {
    let kept = fingerprints.prefix(capabilities.fingerprintsPerUser)
    guard !capabilities.fingerprintIndexes else { return Array(kept) }
    return kept.sorted { $0.valueBytes.lexicographicallyPrecedes($1.valueBytes) }
      .enumerated().map { Fingerprint(index: UInt8($0), templates: $1.templates, isDuress: $1.isDuress) }
  }
}
