import AdminModel
import Foundation
import LockstepCore

extension UserBody {
  /// Puts what the body says into a user; what is left out stays. The store checks the limits of the whole record.
  ///
  /// - Parameter groups: the number of an access group by its name.
  /// - Throws: `LimitError` for a value that no record can hold, and what `groups` throws.
  func apply(to user: inout ServerUser, groups: (String) throws -> AccessGroupID) throws {
    applyTexts(to: &user)
    try applyRights(to: &user.record.rights, groups)
    try applyCredentials(to: &user.record)
    if let isProtected = protected.given(cleared: false) { user.isProtected = isProtected }
  }

  private func applyTexts(to user: inout ServerUser) {
    name.put(into: &user.record.name, cleared: "")
    personalMessage.put(into: &user.record.personalMessage, cleared: "")
    email.put(into: &user.details.email, cleared: "")
    phone.put(into: &user.details.phone, cleared: "")
    department.put(into: &user.details.department, cleared: "")
    title.put(into: &user.details.title, cleared: "")
    customFields.put(into: &user.details.customFields, cleared: [:])
  }

  private func applyRights(to rights: inout Rights, _ groups: (String) throws -> AccessGroupID) throws {
    if let names = accessGroups.given(cleared: []) { rights.setAccessGroups(try names.map(groups)) }
    if let start = start.given(orClear: { 0 }, seconds) { rights.start = start }
    if let end = end.given(orClear: { 0 }, seconds) { rights.end = end }
    disabled.put(into: &rights.isDisabled, cleared: false)
    if let level = securityLevel.given(cleared: 0) {
      rights.securityLevel = try small(level, field: "security level", limit: "0…5")
    }
    if let modes = authenticationModes.given(cleared: []) {
      rights.setAuthenticationModes(try modes.map { try small($0, field: "authentication modes", limit: "0…255") })
    }
  }

  private func applyCredentials(to record: inout UserRecord) throws {
    if let pin = pin.given(orClear: { nil }, { Array($0) }) { record.pin = pin }
    if let photo = photo.given(orClear: { nil }, { Array($0) }) { record.photo = photo }
    if let cards = cards.given(cleared: []) { record.setCards(try cards.map(card)) }
    if let fingers = fingerprints.given(cleared: []) {
      record.setFingerprints(
        try fingers.map { finger in
          Fingerprint(
            index: try small(finger.index, field: "fingerprint index", limit: "0…9"),
            templates: finger.templates.map { Array($0) }, isDuress: finger.duress ?? false)
        })
    }
    if let faces = faces.given(cleared: []) { record.setFaces(try faces.map(face)) }
    if let codes = jobCodes.given(cleared: []) {
      record.jobCodes = codes.map { JobCode(code: $0.code, label: $0.label) }
    }
  }

  private func card(_ value: CardValue) throws(LimitError) -> Card {
    guard let kind = Card.Kind(name: value.kind) else {
      let kinds = Card.Kind.allCases.map(\.name).joined(separator: ", ")
      throw LimitError(field: "card kind", limit: kinds, actual: "another text")
    }
    return Card(kind: kind, number: try CardNumber(text: value.number))
  }

  private func face(_ body: FaceBody) throws(LimitError) -> Face {
    guard let kind = Face.Kind(name: body.kind) else {
      throw LimitError(field: "face kind", limit: "infrared or visual", actual: "another text")
    }
    let index: UInt8 = try small(body.index, field: "\(kind.name) face index", limit: "0…\(kind.limit - 1)")
    return Face(kind: kind, index: index, template: Array(body.template))
  }

  private func small(_ value: Int, field: String, limit: String) throws(LimitError) -> UInt8 {
    guard let small = UInt8(exactly: value) else { throw LimitError(field: field, limit: limit, actual: "\(value)") }
    return small
  }

  /// A time before 1970, or 1970 itself, becomes a value that the limits refuse: 0 would mean none.
  private func seconds(_ date: Date) -> Int64 {
    let seconds = Int64(min(max(date.timeIntervalSince1970.rounded(.down), -1e15), 1e15))
    return seconds == 0 ? 1 : seconds
  }
}

extension Change {
  /// The new value; nil when nothing is to change.
  func given(cleared: Value) -> Value? {
    switch self {
    case .absent: nil
    case .clear: cleared
    case .set(let value): value
    }
  }

  func given<Stored>(orClear cleared: () -> Stored, _ stored: (Value) -> Stored) -> Stored? {
    switch self {
    case .absent: nil
    case .clear: cleared()
    case .set(let value): stored(value)
    }
  }

  func put(into value: inout Value, cleared: Value) {
    if let given = given(cleared: cleared) { value = given }
  }
}
