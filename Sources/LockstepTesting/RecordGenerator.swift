public import LockstepCore

/// Makes records from small pools, so that two of them often share values, clash, or have vacant fields.
public struct RecordGenerator: Sendable {
  public var random: SeededGenerator

  public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// A record within all limits.
  public mutating func record(id: String = "17") throws -> UserRecord {
    var record = UserRecord(id: try UserID(id))
    if let name = random.pick(People.names), !random.once(in: 3) { record.name = name }
    if !random.once(in: 2) { record.personalMessage = "Message \(random.number(1...2))" }
    if !random.once(in: 2) { record.pin = Sample.pin(random.number(1...3)) }
    if !random.once(in: 2) { record.photo = Sample.photo(random.number(1...3), size: random.number(1...2) * 300) }
    record.setCards(try cards())
    record.setFingerprints(fingerprints())
    record.setFaces(faces())
    record.jobCodes = (0..<random.number(0...4)).map { JobCode(code: UInt32($0), label: "Job \(random.number(1...2))") }
    record.rights = rights()
    return try record.checked()
  }

  private mutating func cards() throws -> [Card] {
    var cards: Set<Card> = []
    // Seldom more than fit beside the other side's, so that the limit is met too.
    for _ in 0..<random.number(0...(random.once(in: 4) ? 8 : 3)) {
      cards.insert(try Sample.card("\(random.number(1...12))", random.pick(Card.Kind.allCases) ?? .csn))
    }
    return Array(cards)
  }

  private mutating func fingerprints() -> [Fingerprint] {
    let indexes = (0..<UInt8(Limits.fingerprints)).shuffled(using: &random)
    // No template twice in one record: nobody has one finger twice.
    var numbers = Array(1...24).shuffled(using: &random)
    return indexes.prefix(random.number(0...(random.once(in: 4) ? 10 : 3))).map { index in
      let templates = (0..<random.number(1...2)).compactMap { _ in numbers.popLast() }
      return Fingerprint(index: index, templates: templates.map(Sample.template), isDuress: random.once(in: 8))
    }
  }

  private mutating func faces() -> [Face] {
    Face.Kind.allCases.flatMap { kind in
      (0..<UInt8(kind.limit)).filter { _ in random.once(in: 3) }.map { Sample.face(kind, $0, random.number(1...4)) }
    }
  }

  public mutating func rights() -> Rights {
    Rights(
      accessGroups: (1...4).filter { _ in random.once(in: 2) },
      start: random.once(in: 2) ? 0 : 1_700_000_000 + Int64(random.number(0...2)),
      end: random.once(in: 2) ? 0 : 1_900_000_000 + Int64(random.number(0...2)),
      isDisabled: random.once(in: 4), securityLevel: UInt8(random.number(0...5)),
      authenticationModes: (1...3).filter { _ in random.once(in: 3) })
  }

  /// The capabilities of some terminal, often those of a full one.
  public mutating func capabilities() -> Capabilities {
    guard !random.once(in: 3) else { return .full }
    var some = Capabilities()
    some.nameBytes = random.pick([0, 16, 48, Limits.nameBytes]) ?? 0
    some.nameCharacters = random.pick([8, 20, Limits.nameCharacters]) ?? 0
    some.latin1NamesOnly = random.once(in: 3)
    some.personalMessage = !random.once(in: 3)
    some.pin = !random.once(in: 3)
    some.photoBytes = random.pick([0, 400, Limits.photoBytes]) ?? 0
    some.cardKinds = random.once(in: 3) ? [.csn, .mobile] : Set(Card.Kind.allCases)
    some.cardsPerUser = random.pick([1, 4, Limits.cards]) ?? 0
    some.fingerprintsPerUser = random.pick([0, 2, Limits.fingerprints]) ?? 0
    some.fingerprintIndexes = random.once(in: 2)
    some.infraredFaces = random.number(0...Face.Kind.infrared.limit)
    some.visualFaces = random.number(0...Face.Kind.visual.limit)
    some.jobCodes = random.pick([0, 2, Limits.jobCodes]) ?? 0
    return some
  }
}
