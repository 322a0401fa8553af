import LockstepCore

/// Capabilities written out in a scenario file; what is left out is at its most.
struct ScenarioCapabilities: Decodable {
  let value: Capabilities

  private enum Field: String, CodingKey, CaseIterable {
    case alphanumericIDs, nameBytes, nameCharacters, latin1NamesOnly, personalMessage, pin, photoBytes, cardKinds
    case cardsPerUser, fingerprintsPerUser, fingerprintIndexes, infraredFaces, visualFaces, jobCodes
  }

  init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownFields(Field.allCases.map(\.rawValue))
    let fields = try decoder.container(keyedBy: Field.self)
    func set<Value: Decodable>(_ target: inout Value, _ field: Field) throws {
      if let value = try fields.decodeIfPresent(Value.self, forKey: field) { target = value }
    }
    var value = Capabilities.full
    try set(&value.alphanumericIDs, .alphanumericIDs)
    try set(&value.nameBytes, .nameBytes)
    try set(&value.nameCharacters, .nameCharacters)
    try set(&value.latin1NamesOnly, .latin1NamesOnly)
    try set(&value.personalMessage, .personalMessage)
    try set(&value.pin, .pin)
    try set(&value.photoBytes, .photoBytes)
    try set(&value.cardsPerUser, .cardsPerUser)
    try set(&value.fingerprintsPerUser, .fingerprintsPerUser)
    try set(&value.fingerprintIndexes, .fingerprintIndexes)
    try set(&value.infraredFaces, .infraredFaces)
    try set(&value.visualFaces, .visualFaces)
    try set(&value.jobCodes, .jobCodes)
    if let names = try fields.decodeIfPresent([String].self, forKey: .cardKinds) {
      value.cardKinds = Set(
        try names.map { name in
          guard let kind = Card.Kind(name: name) else {
            throw ScenarioError("cardKinds: known are \(Card.Kind.allCases.map(\.name).joined(separator: ", "))")
          }
          return kind
        })
    }
    self.value = value
  }
}
