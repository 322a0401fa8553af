import LockstepCore

/// What steps change and show of users.
extension StepParser {
  /// The clauses of an enrolment or an edit, up to `at`.
  mutating func changes(
    of owner: UserID, removing: Bool, atLeast least: Int = 0
  ) throws(StepError) -> [RecordChange] {
    var changes: [RecordChange] = []
    var groups: [AccessGroupID] = []
    var codes: [JobCode] = []
    while let word, word != "at" {
      if take("group") {
        groups.append(AccessGroupID(try number("an access group's number", 1...Int(UInt32.max))))
      } else if take("job") {
        let code = UInt32(try number("a job code", 0...Int(UInt32.max)))
        codes.append(JobCode(code: code, label: try value("the job code's label")))
      } else if removing, take("without") {
        changes.append(try removal())
      } else {
        changes.append(try addition(owner, removing: removing))
      }
    }
    if !groups.isEmpty { changes.append(.accessGroups(groups)) }
    if !codes.isEmpty { changes.append(.jobCodes(codes)) }
    guard changes.count >= least else { throw error(Self.clauses(removing)) }
    return changes
  }

  private static func clauses(_ removing: Bool) -> String {
    "name, message, card, phone, qr, finger, face, pin, photo, start, end, disabled, enabled, group, level, job"
      + (removing ? ", without" : "") + " or at"
  }

  private mutating func addition(_ user: UserID, removing: Bool) throws(StepError) -> RecordChange {
    if let card = try card() { return .addCard(card) }
    if take("name") { return .name(try value("a name")) }
    if take("message") { return .personalMessage(try value("a message")) }
    if take("pin") { return .pin(SimulatedCredential.pin(try value("a PIN"))) }
    if take("photo") { return .photo(SimulatedCredential.photo(of: user, shot: try value("a name of the photo"))) }
    if take("disabled") { return .disabled(true) }
    if take("enabled") { return .disabled(false) }
    if take("start") { return .start(try time()) }
    if take("end") { return .end(try time()) }
    if take("level") { return .securityLevel(UInt8(try number("a security level from 0 to 5", 0...5))) }
    if take("finger") {
      let index = try finger()
      let scan = take("scan") ? try value("a name of the scan") : ""
      return .addFingerprint(
        SimulatedCredential.finger(index, of: user, scan: scan, isDuress: take("duress")))
    }
    if take("face") {
      let (kind, index) = try face()
      let scan = take("scan") ? try value("a name of the scan") : ""
      return .addFace(SimulatedCredential.face(kind, index, of: user, scan: scan))
    }
    throw error(Self.clauses(removing))
  }

  private mutating func removal() throws(StepError) -> RecordChange {
    if let card = try card() { return .removeCard(card) }
    if take("finger") { return .removeFingerprint(try finger()) }
    if take("face") {
      let (kind, index) = try face()
      return .removeFace(kind, index)
    }
    if take("name") { return .name("") }
    if take("message") { return .personalMessage("") }
    if take("pin") { return .pin(nil) }
    if take("photo") { return .photo(nil) }
    if take("groups") { return .accessGroups([]) }
    if take("jobs") { return .jobCodes([]) }
    throw error("card, phone, qr, finger, face, name, message, pin, photo, groups or jobs")
  }

  mutating func presented() throws(StepError) -> Presented {
    if take("phone") { return .phone(try cardNumber()) }
    if take("qr") { return .qr(try cardNumber()) }
    if take("card") { return .card(try cardNumber()) }
    if take("finger") {
      let index = try finger()
      try require("of")
      return .finger(SimulatedCredential.finger(index, of: try user()).templates[0])
    }
    if take("face") {
      let (kind, index) = try face()
      try require("of")
      return .face(kind, SimulatedCredential.face(kind, index, of: try user()).template)
    }
    if take("pin") {
      let hash = SimulatedCredential.pin(try value("a PIN"))
      try require("of")
      return .pin(try user(), hash)
    }
    throw error("card, phone, qr, finger, face or pin")
  }

  /// `name "Ada Byron" fingers 2 without pin …`
  mutating func properties() throws(StepError) -> [UserProperty] {
    var properties: [UserProperty] = []
    while let word, word != "at", word != "within" { properties.append(try property()) }
    return properties
  }

  private mutating func property() throws(StepError) -> UserProperty {
    if take("name") { return .name(try value("a name")) }
    if take("message") { return .personalMessage(try value("a message")) }
    if take("cards") { return .cards(try number("a number of cards", 0...Limits.cards)) }
    if take("fingers") { return .fingers(try number("a number of fingers", 0...Limits.fingerprints)) }
    if take("faces") { return .faces(try number("a number of faces", 0...7)) }
    if take("revision") { return .revision(Revision(try number("a revision", 1...Int.max))) }
    if take("disabled") { return .isDisabled(true) }
    if take("enabled") { return .isDisabled(false) }
    if take("edited") { return .isEdited(true) }
    if take("not") {
      try require("edited")
      return .isEdited(false)
    }
    let isThere = !take("without")
    if take("card") { return .card(try cardNumber(), isThere: isThere) }
    if take("finger") { return .finger(try finger(), isThere: isThere) }
    if take("pin") { return .pin(isThere: isThere) }
    if take("photo") { return .photo(isThere: isThere) }
    throw error(
      "name, message, cards, fingers, faces, card, finger, pin, photo, disabled, enabled, edited, revision or without")
  }
}
