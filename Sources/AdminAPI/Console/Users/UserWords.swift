import AdminModel
import LockstepCore
import LockstepStore

/// What people read of a user. Templates, PINs and photos are counts and dates only (SEC-3).
struct UserWords {
  let visit: Visit

  private var text: Texts { Texts.english }

  /// A user in a list.
  ///
  /// - Parameter person: where a project manages the user.
  func row(_ user: ServerUser, _ groups: [AccessGroupID: String], _ person: StoredPerson?) -> View {
    let names = user.record.rights.accessGroups.compactMap { groups[$0] }.sorted()
    return [
      "id": user.record.id.text, "path": PathText.encoded(user.record.id.text), "name": user.record.name,
      "department": user.details.department, "groups": names.joined(separator: ", "),
      "credentials": credentials(user.record), "badge": badge(user.record.rights),
      "phone": person.map { ProjectWords.phone($0, visit.times) },
    ]
  }

  private func badge(_ rights: Rights) -> String? { rights.isDisabled ? text("users.disabled") : nil }

  /// `2 cards, 3 fingers, PIN`.
  func credentials(_ record: UserRecord) -> String {
    var parts: [String] = []
    if !record.cards.isEmpty { parts.append(text.count("credentials.cards", record.cards.count)) }
    if !record.fingerprints.isEmpty { parts.append(text.count("credentials.fingers", record.fingerprints.count)) }
    if !record.faces.isEmpty { parts.append(text.count("credentials.faces", record.faces.count)) }
    if record.pin != nil { parts.append(text("credentials.pin")) }
    if record.photo != nil { parts.append(text("credentials.photo")) }
    return parts.joined(separator: ", ")
  }

  /// A user's own page.
  ///
  /// - Parameter owned: the card that the file of a project says.
  func view(_ user: ServerUser, groups: [AccessGroupID: String], owned: Card? = nil) -> View {
    let (record, details, rights) = (user.record, user.details, user.record.rights)
    let start = rights.start == 0 ? nil : visit.times.parts(rights.start * 1000)
    let end = rights.end == 0 ? nil : visit.times.parts(rights.end * 1000)
    return [
      "id": record.id.text, "path": PathText.encoded(record.id.text), "name": record.name,
      "message": record.personalMessage, "email": details.email, "phone": details.phone,
      "department": details.department, "title": details.title, "isDisabled": rights.isDisabled,
      "isProtected": user.isProtected, "startDate": start?.date, "startTime": start?.time, "endDate": end?.date,
      "endTime": end?.time, "version": "\(user.version)", "created": visit.times.view(user.createdAt),
      "changed": visit.times.view(user.changedAt), "credentials": credentials(record),
      "hasCredentials": !credentials(record).isEmpty,
      "groups": rights.accessGroups.compactMap { groups[$0] }.sorted().joined(separator: ", "),
      "cards": record.cards.map { card -> View in
        [
          "kindTitle": text("cards.\(card.kind.name)"), "number": card.number.decimal,
          "kinds": Self.cardKinds(chosen: card.kind.name), "kind": card.kind.name, "isOwned": card == owned,
        ]
      },
      "cardKinds": Self.cardKinds(chosen: "csn"),
      "fingers": record.fingerprints.isEmpty
        ? nil : text("users.fingers", ["list": record.fingerprints.map { "\($0.index)" }.joined(separator: ", ")]),
      "hasFingers": !record.fingerprints.isEmpty, "hasFaces": !record.faces.isEmpty, "hasPIN": record.pin != nil,
      "hasPhoto": record.photo != nil, "zone": visit.zone,
      "securityLevels": View.choices(
        (0...5).map { ("\($0)", text("users.security-levels.\($0)")) }, chosen: "\(rights.securityLevel)"),
      "askRemove": text("users.ask-remove", ["name": record.name.isEmpty ? record.id.text : record.name]),
      "auditPath": "/audit" + PathText.query(["object": "user \(record.id)"]),
    ]
  }

  static func cardKinds(chosen: String) -> [View] {
    View.choices(Card.Kind.allCases.map { ($0.name, Texts.english("cards.\($0.name)")) }, chosen: chosen)
  }

  func provenance(_ value: StoredProvenance, _ devices: [UInt32: String]) -> View {
    let device = value.device.map { devices[$0.number].flatMap { $0.isEmpty ? nil : $0 } ?? "\($0)" }
    return [
      "field": AttentionWords(visit: visit).slotTitle(value.slot), "at": visit.times.view(value.at),
      "source": text("sources.\(value.source)", ["who": device ?? value.actor]),
    ]
  }
}
