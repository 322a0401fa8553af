/// Fits a user to what a device can hold (SEND-8, MERGE-6). Pure; the same user and capabilities give the same record.
public enum Fit {
  /// Why a device cannot hold a user at all.
  public enum Misfit: String, Error, Hashable, Sendable {
    case alphanumericID = "the device holds numeric user IDs only"
  }

  /// - Parameter first: credentials that have their place before the others where not all have room.
  /// - Throws: ``Misfit`` when the device cannot hold this user at all. Capacity is not this function's question.
  public static func fit(
    _ user: UserRecord, to capabilities: Capabilities, first: Set<Slot> = []
  ) throws(Misfit) -> UserRecord {
    guard capabilities.canHold(user.id) else { throw .alphanumericID }
    var fitted = user
    fitted.name = name(user.name, capabilities)
    if !capabilities.personalMessage { fitted.personalMessage = "" }
    if !capabilities.pin { fitted.pin = nil }
    if let photo = user.photo, photo.count > capabilities.photoBytes { fitted.photo = nil }
    let cards = user.cards.filter { capabilities.cardKinds.contains($0.kind) }
    fitted.setCards(chosen(cards, capabilities.cardsPerUser) { first.contains(.card($0)) })
    let fingers = chosen(user.fingerprints, capabilities.fingerprintsPerUser) { first.contains(.fingerprint($0.index)) }
    fitted.setFingerprints(capabilities.fingerprintIndexes ? fingers : numbered(fingers))
    fitted.setFaces(
      Face.Kind.allCases.flatMap { kind in
        chosen(user.faces.filter { $0.kind == kind }, capabilities.faces(of: kind)) {
          first.contains(.face($0.kind, $0.index))
        }
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

  /// As many as there is room for, those that come first before the others.
  private static func chosen<Value>(_ values: [Value], _ room: Int, _ isFirst: (Value) -> Bool) -> [Value] {
    guard values.count > room else { return values }
    return Array((values.filter(isFirst) + values.filter { !isFirst($0) }).prefix(room))
  }

  /// Without indexes fingers are numbered in the order of their templates' bytes, so that both sides agree.
  private static func numbered(_ fingerprints: [Fingerprint]) -> [Fingerprint] {
    fingerprints.sorted { $0.valueBytes.lexicographicallyPrecedes($1.valueBytes) }
      .enumerated().map { Fingerprint(index: UInt8($0), templates: $1.templates, isDuress: $1.isDuress) }
  }
}
