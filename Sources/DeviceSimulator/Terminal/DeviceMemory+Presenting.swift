import LockstepCore

extension DeviceMemory {
  /// A person presents a credential: the door opens to a user that the device holds, who is not disabled and inside
  /// start and end by the device's own clock. Either way it is logged.
  public mutating func present(_ presented: Presented, at now: Int64) -> AccessOutcome {
    guard let match = match(presented) else {
      append(presented.isMatchedOneToOne ? .verifyFail : .identifyFail, .device, detail: "unknown", at: now)
      return .denied(.unknown)
    }
    if let reason = denial(of: match.record.rights, at: time(at: now)) {
      append(
        EventCode(EventCode.accessDenied.rawValue | (reason == .disabled ? 0x02 : 0x03)), .device,
        user: match.record.id.text, detail: reason.rawValue, at: now)
      return .denied(reason)
    }
    append(
      presented.isMatchedOneToOne ? .verifySuccess : .identifySuccess, .device, user: match.record.id.text,
      detail: match.isDuress ? "duress" : "", at: now)
    return .granted(match.record.id)
  }

  private func denial(of rights: Rights, at time: Int64) -> DenialReason? {
    if rights.isDisabled { return .disabled }
    if rights.start != 0, time < rights.start { return .notYetValid }
    if rights.end != 0, time > rights.end { return .expired }
    return nil
  }

  private func match(_ presented: Presented) -> (record: UserRecord, isDuress: Bool)? {
    switch presented {
    case .card(let number): return holder(of: number) { $0 != .mobile && $0 != .qr }
    case .phone(let number): return holder(of: number) { $0 == .mobile }
    case .qr(let number): return holder(of: number) { $0 == .qr }
    case .pin(let user, let hash):
      guard let record = users[user]?.record, record.pin == hash else { return nil }
      return (record, false)
    case .finger(let template): return finger(template)
    case .face(let kind, let template):
      let identity = template.prefix(SimulatedCredential.identityBytes)
      for id in userIDs {
        guard let record = users[id]?.record else { continue }
        if record.faces.contains(where: { $0.kind == kind && $0.template.starts(with: identity) }) {
          return (record, false)
        }
      }
      return nil
    }
  }

  private func holder(
    of number: CardNumber, where isRead: (Card.Kind) -> Bool
  ) -> (record: UserRecord, isDuress: Bool)? {
    guard let holder = cardHolders[number], let record = users[holder]?.record,
      record.cards.contains(where: { $0.number == number && isRead($0.kind) })
    else { return nil }
    return (record, false)
  }

  private func finger(_ template: [UInt8]) -> (record: UserRecord, isDuress: Bool)? {
    let identity = template.prefix(SimulatedCredential.identityBytes)
    for id in userIDs {
      guard let record = users[id]?.record else { continue }
      for finger in record.fingerprints where finger.templates.contains(where: { $0.starts(with: identity) }) {
        return (record, finger.isDuress)
      }
    }
    return nil
  }
}

extension Presented {
  /// Cards and PINs name one user; fingers and faces are looked for among all.
  fileprivate var isMatchedOneToOne: Bool {
    switch self {
    case .card, .phone, .qr, .pin: true
    case .finger, .face: false
    }
  }
}
