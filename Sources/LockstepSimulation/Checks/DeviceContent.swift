import DeviceSimulator
import LockstepCore
import LockstepStore

/// One device at rest, set against the server's users by rules of its own: slot by slot, and by what a terminal can hold.
struct DeviceContent {
  let terminal: SimulatedTerminal
  let expected: [UserID: UserRecord]
  /// What is open for this device under *Needs attention*.
  let open: [StoredEntry]
  let byHand: Set<Ledger.Placed>
  /// What was edited there while device updates were off stays there until the next write, and may be shown.
  var mayBeEdited = false

  private var capabilities: Capabilities { terminal.memory.capabilities }

  /// - Throws: ``Violation``.
  func check() throws {
    // Who has no room there, and who takes the room of another.
    var room = max(0, expected.count - terminal.memory.userCapacity)
    room += terminal.memory.userIDs.count { expected[$0] == nil }
    for id in expected.keys.sorted() where !isException(id) {
      guard let user = expected[id] else { continue }
      guard let held = terminal.memory.user(id) else {
        if byHand.contains(Ledger.Placed(device: terminal.id, user: id)) { continue }
        room -= 1
        guard room >= 0, terminal.memory.userCapacity < 1000 else {
          throw Violation("user \(id) is missing on device \(terminal.id)")
        }
        continue
      }
      if mayBeEdited, held.isEdited { continue }
      // Written by hand where others have the room: nothing later reaches it.
      if expected.count > terminal.memory.userCapacity, byHand.contains(Ledger.Placed(device: terminal.id, user: id)) {
        continue
      }
      try compare(held, user)
    }
    for id in terminal.memory.userIDs where expected[id] == nil && !isException(id) {
      guard !byHand.contains(Ledger.Placed(device: terminal.id, user: id)) else { continue }
      if mayBeEdited, terminal.memory.user(id)?.isEdited == true { continue }
      throw Violation("user \(id) is on device \(terminal.id) and should not be")
    }
  }

  /// Of whoever was edited after the deletion, something is kept; the device need not differ for it.
  private func isException(_ id: UserID) -> Bool {
    open.contains {
      $0.kind != .difference && $0.kind != .editedAfterDeletion
        && ($0.user == id.text || ($0.user == nil && $0.kind == .deletedThere))
    }
  }

  private func hasOpenDifference(_ id: UserID, _ slot: Slot) -> Bool {
    open.contains { $0.kind == .difference && $0.user == id.text && $0.slot?.kind == slot.kind }
  }

  /// A difference is open: the device holds its own value (SEND-2, VERIFY-5).
  private func checkOwn(_ held: DeviceRecord) throws {
    for entry in open where entry.kind == .difference && entry.user == held.record.id.text {
      guard let slot = entry.slot, !slot.isRight, let value = entry.value, capabilities.fingerprintIndexes else {
        continue
      }
      guard held.record.value(of: slot) == value else {
        throw Violation(
          "device \(terminal.id) lost its own \(slot.kind) of user \(held.record.id), whose difference is open")
      }
    }
  }

  private func compare(_ held: DeviceRecord, _ user: UserRecord) throws {
    let id = user.id
    try checkOwn(held)
    for slot in held.record.occupiedSlots where !hasOpenDifference(id, slot) {
      guard isServers(held.record.value(of: slot), slot, user) else {
        throw Violation("device \(terminal.id) holds another \(slot.kind) of user \(id) than the server")
      }
    }
    for slot in user.occupiedSlots where !hasOpenDifference(id, slot) && mustHold(slot, of: user) {
      guard held.record.value(of: slot) != nil || holdsFinger(slot, held.record, user) else {
        throw Violation("\(slot.kind) of user \(id) is missing on device \(terminal.id)")
      }
    }
  }

  private func isServers(_ value: [UInt8]?, _ slot: Slot, _ user: UserRecord) -> Bool {
    if user.value(of: slot) == value { return true }
    switch slot {
    case .name where capabilities.nameCharacters < Limits.nameCharacters:
      return value.map { Array(user.name.utf8).starts(with: $0) } ?? false
    case .fingerprint where !capabilities.fingerprintIndexes:
      return user.fingerprints.contains { user.value(of: .fingerprint($0.index)) == value }
    default: return false
    }
  }

  private func holdsFinger(_ slot: Slot, _ held: UserRecord, _ user: UserRecord) -> Bool {
    guard case .fingerprint = slot, !capabilities.fingerprintIndexes else { return false }
    return held.fingerprints.count == min(user.fingerprints.count, capabilities.fingerprintsPerUser)
  }

  private func mustHold(_ slot: Slot, of user: UserRecord) -> Bool {
    switch slot {
    case .name: capabilities.nameCharacters > 0
    case .personalMessage: capabilities.personalMessage
    case .pin: capabilities.pin
    case .photo: (user.photo?.count ?? 0) <= capabilities.photoBytes
    case .card(let card): capabilities.cardKinds.contains(card.kind) && user.cards.count <= capabilities.cardsPerUser
    case .fingerprint: user.fingerprints.count <= capabilities.fingerprintsPerUser
    case .face(let kind, _): user.faces.count { $0.kind == kind } <= capabilities.faces(of: kind)
    case .jobCodes: user.jobCodes.count <= capabilities.jobCodes
    default: true
    }
  }
}
