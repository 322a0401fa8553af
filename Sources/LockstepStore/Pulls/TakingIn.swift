import Foundation
import GRDB
import LockstepCore

/// One record on its way into the database: intake, merge, and everything that follows from it.
struct TakingIn {
  let transaction: WriteTransaction
  let from: SourceDevice
  let pulled: DeviceRecord
  let enrolled: Bool
  let log: LogID
  let now: Int64
  /// Whether a tombstone of the ID stands.
  private let hasTombstone: Bool
  /// Whether entries of the user, or of everybody, were open on the device. For nearly nobody there is one, and what would
  /// be asked and closed otherwise takes a third of the time.
  private let hadEntries: Bool
  /// Whether the user has an access group of the device.
  private let hadGroup: Bool
  /// What the device's log has told last of the user, or of everybody, since the record was read: the main code of an
  /// enrolment or a deletion.
  private let toldSince: UInt16?

  init(
    _ pulled: DeviceRecord, enrolled: Bool, from device: SourceDevice, log: LogID, in transaction: WriteTransaction,
    at now: Int64
  ) throws {
    (self.transaction, from, self.pulled, self.enrolled) = (transaction, device, pulled, enrolled)
    (self.log, self.now) = (log, now)
    // One statement: this is asked for every pull.
    let known: (Bool, Bool, Bool, UInt16?)? = try transaction.db.readFirst(
      sql: """
        SELECT EXISTS (SELECT 1 FROM tombstones WHERE user_id = ?1),
          EXISTS (SELECT 1 FROM attention WHERE device_id = ?2 AND user_id = ?1 AND closed_at IS NULL)
            OR EXISTS (SELECT 1 FROM attention WHERE device_id = ?2 AND user_id = '' AND closed_at IS NULL),
          EXISTS (SELECT 1 FROM user_groups JOIN device_groups USING (group_id)
            WHERE user_groups.user_id = ?1 AND device_groups.device_id = ?2),
          (SELECT code & 0xFF00 FROM events WHERE device_id = ?2 AND epoch = ?3 AND fork = ?4 AND log_id > ?5
            AND \(EventSegments.isOfPeople) AND (user_id = ?1 OR code & 0xFF00 = ?6) ORDER BY log_id DESC LIMIT 1)
        """,
      arguments: [
        pulled.record.id.text, device.id.number, device.epoch, device.fork, log, EventCode.deleteAllSuccess.main,
      ]
    ) { ($0[0], $0[1], $0[2], $0[3]) }
    (hasTombstone, hadEntries, hadGroup, toldSince) = known ?? (true, true, false, nil)
  }

  private var id: UserID { pulled.record.id }
  private var device: DeviceID { from.id }
  private var source: Source { .device(device, epoch: Epoch(stored: from.epoch), log: log) }

  func run() throws -> TakenIn {
    let user = try transaction.reading.user(id)
    if let user, try isOfAnEarlierPerson(than: user) { return try keepEditAfterDeletion() }
    // Who is held stays held, whatever is edited of it meanwhile.
    let isHeld = try hadEntries && transaction.reading.isOpen(.possibleOtherPerson, user: id, device: device)
    let knowledge = Intake.Knowledge(
      server: transaction.store.server, head: from.head, highestIncarnation: from.highestIncarnation,
      user: user.map { ($0.record, $0.incarnation) }, hasTombstone: hasTombstone,
      holdsPossibleOtherPersons: from.holdsPossibleOtherPersons)
    switch Intake.decide(pulled, enrolled: enrolled || isHeld, knowledge) {
    case .create: return try unlessGone(create())
    case .merge: return try unlessGone(merge(into: try user ?? transaction.reading.existingUser(id)))
    case .editedAfterDeletion: return try keepEditAfterDeletion()
    case .possibleOtherPerson: return try holdPerson(.possibleOtherPerson, "perhaps another person under this ID")
    case .foreign: return try holdPerson(.foreignUser, "its base is of another server")
    case .serverIsBehind:
      try transaction.markBehind(
        device, revision: pulled.base?.revision ?? 0, incarnation: pulled.base?.incarnation ?? 0, at: now)
      try transaction.keepPullUntilSettled(of: id, on: from, enrolled: enrolled, log: log, at: now)
      return .done(.held, changed: nil, sourceIsEqual: false)
    }
  }

  /// Deleted there after it was read, and the entry of that is stored already: then nobody was known to be *deleted
  /// there*, and what was opened just now is of somebody whom the device no longer holds (DEL-1).
  private func unlessGone(_ result: TakenIn) throws -> TakenIn {
    guard let toldSince, toldSince != EventCode.enrollSuccess.main else {
      // Whom a device holds is not deleted there, whatever its log has told: its memory was put back.
      if hadEntries {
        try transaction.endDeletedThere(of: id, on: device, "the device holds the user", at: now)
      }
      return result
    }
    try transaction.followDelete(of: id, on: device, at: now)
    return .done(result.outcome, changed: result.changed, sourceIsEqual: false)
  }

  /// A record without base of which only updates are logged belongs to the person whose tombstone stands (DEL-3), unless
  /// the server has the one that lives now from this device.
  private func isOfAnEarlierPerson(than user: ServerUser) throws -> Bool {
    guard pulled.base == nil, !enrolled, hasTombstone else { return false }
    return try !transaction.reading.has(user.record.id, from: device)
  }

  /// An operator said that the person who was held is the server's (MERGE-9).
  func mergeSamePerson() throws -> TakenIn { try merge(into: try transaction.reading.existingUser(id)) }

  /// An operator said that it is somebody else: created under the record's new ID, as any newcomer of this device.
  func createOtherPerson() throws -> ServerUser {
    let result = try makeMerge(into: nil).create(from: pulled)
    return try transaction.addUser(result.record, source: source, at: now)
  }

  // MARK: Create and merge

  private func create() throws -> TakenIn {
    let merge = try makeMerge(into: nil)
    let result = merge.create(from: pulled)
    let user: ServerUser
    do {
      user = try transaction.addUser(result.record, source: source, at: now)
    } catch let error as StoreError {
      return try refuse(error.description)
    } catch let error as LimitError {
      return try refuse(error.description)
    }
    try transaction.addEvent(
      .takenIn, device: device, user: id.text, revision: user.revision, detail: "created", at: now)
    try finish(user, result)
    try noteMissingGroup(of: user)
    _ = try removeIfNotItsOwn(hasOtherGroups: true)
    return .done(.created, changed: user.revision, sourceIsEqual: try isEqual(to: user, result))
  }

  private func merge(into user: ServerUser) throws -> TakenIn {
    let merge = try makeMerge(into: user)
    let result = merge.merge(pulled, into: user.record)
    guard result.changesServer else {
      try finish(user, result)
      try sendWhatItLacks(of: user, result)
      return .done(.noChange, changed: nil, sourceIsEqual: false)
    }
    let merged = try transaction.change(user, source: source, at: now) { $0.record = result.record }
    let detail = "filled " + result.filled.map(\.kind).joined(separator: ", ")
    try transaction.addEvent(
      .takenIn, device: device, user: id.text, revision: merged.revision, detail: detail, at: now)
    try finish(merged, result)
    _ = try removeIfNotItsOwn(
      hasOtherGroups: merged.record.rights.accessGroups != user.record.rights.accessGroups)
    return .done(.filled, changed: merged.revision, sourceIsEqual: try isEqual(to: merged, result))
  }

  /// SEND-1, SEND-2: what the device lacks, or its base; nothing when it holds what it should. The cursor may have passed
  /// the user while its pull waited, so an old base counts as lacking.
  private func sendWhatItLacks(of user: ServerUser, _ result: MergeResult) throws {
    guard from.scope != .none, try !removeIfNotItsOwn(hasOtherGroups: false) else { return }
    let held = try? Target.held(user.record, by: from.capabilities, differences: try differences(after: result))
    let hasBase = pulled.base?.incarnation == user.incarnation && pulled.base?.revision ?? 0 >= user.revision
    if held != pulled.record || !hasBase { try transaction.addTask(.write, id, on: device) }
  }

  /// Who is out of the device's scope is removed there: the leaving may lie below the cursor, which passed it while the
  /// pull waited. So is who was enrolled where all the room belongs to others (SEND-8): no later change, no revocation
  /// either, would reach such a user there.
  ///
  /// - Parameter hasOtherGroups: than before.
  private func removeIfNotItsOwn(hasOtherGroups: Bool) throws -> Bool {
    let (reading, scope) = (transaction.reading, from.scope)
    guard scope != .none, try !isOneOfIts(hasOtherGroups: hasOtherGroups) else { return false }
    let waits =
      try reading.isOpen(.noAccessGroup, user: id, device: device) && !reading.isInScope(id, of: device, scope)
    if !waits { try transaction.addTask(.remove, id, on: device) }
    return true
  }

  private func isOneOfIts(hasOtherGroups: Bool) throws -> Bool {
    // Nothing is to be asked of nearly everybody: there is room for all, a newcomer among them, and the user's groups are
    // as they were, or make no difference.
    let mayLeave = hasOtherGroups && from.scope != .all
    guard mayLeave || from.userCount >= from.capacity else { return from.scope == .all || hadGroup }
    return try transaction.isOneOfIts(id, device, capacity: from.capacity, from.scope)
  }

  /// - Parameter user: whose record it is merged into; nil for a newcomer.
  private func makeMerge(into user: ServerUser?) throws -> Merge {
    let reading = transaction.reading
    var merge = Merge(capabilities: from.capabilities, digest: transaction.store.digest)
    if let user {
      merge.isProtected = user.isProtected
      merge.superseded =
        try reading.superseded(user.incarnation, cards: pulled.record.cards)
        + reading.revokedPhone(of: id, among: pulled.record.cards)
    } else {
      merge.deviceGroups = try Set(
        AccessGroupID.fetchAll(
          transaction.db.cachedStatement(sql: "SELECT group_id FROM device_groups WHERE device_id = ?"),
          arguments: [device.number]))
      merge.enrolmentGroup = from.enrolmentGroup
    }
    // A card has one owner: those of the user belong to nobody else.
    let own = Set((user?.record.cards ?? []).map(\.number))
    merge.cardOwners = try reading.otherOwners(of: pulled.record.cards.filter { !own.contains($0.number) }, than: id)
    return merge
  }

  /// Differences, card conflicts and restored rights, as they are after this merge.
  private func finish(_ user: ServerUser, _ result: MergeResult) throws {
    if hadEntries { try closeEntries(result) }
    for item in result.kept {
      let isNew = try transaction.open(
        .difference, user: id, incarnation: user.incarnation, device: device, slot: item.slot,
        reason: item.reason.text, value: item.deviceValue, at: now)
      guard isNew, case .cardOfAnotherUser(let owner) = item.reason else { continue }
      try transaction.addEvent(
        .saveFailed, device: device, user: id.text, detail: "the card belongs to user \(owner)", at: now)
    }
    if !result.restoredRights.isEmpty {
      let detail = result.restoredRights.map(\.description).joined(separator: ", ")
      try transaction.addEvent(.rightsRestored, device: device, user: id.text, detail: detail, at: now)
    }
  }

  /// What was open before, and is over with this.
  private func closeEntries(_ result: MergeResult) throws {
    let kept = Set(result.kept.map { transaction.store.key.stored($0.slot) })
    let open = try String.fetchAll(
      transaction.db.cachedStatement(
        sql: """
          SELECT slot FROM attention
          WHERE kind = 'difference' AND user_id = ? AND device_id = ? AND closed_at IS NULL
          """),
      arguments: [id.text, device.number])
    for slot in open where !kept.contains(slot) {
      try transaction.close(
        [.difference], user: id, device: device, storedSlot: slot, outcome: "the values met", at: now)
    }
    try transaction.close(
      [.saveFailed, .quarantined, .newOnDevice, .editedOnDevice, .foreignUser, .possibleOtherPerson], user: id,
      device: device, outcome: "taken in", at: now)
  }

  /// Whether the device holds just what a write would make of it.
  private func isEqual(to user: ServerUser, _ result: MergeResult) throws -> Bool {
    let differences = try differences(after: result)
    guard let target = try? Target(user.record, for: from.capabilities, differences: differences) else { return false }
    return target.record == pulled.record
  }

  private func differences(after result: MergeResult) throws -> [(slot: Slot, value: [UInt8])] {
    guard hadEntries || !result.kept.isEmpty else { return [] }
    return try transaction.reading.openDifferences(of: id, on: device)
  }

  private func noteMissingGroup(of user: ServerUser) throws {
    let reading = transaction.reading
    guard from.scope == .accessGroups, try !reading.isInScope(id, of: device, from.scope) else { return }
    try transaction.open(
      .noAccessGroup, user: id, incarnation: user.incarnation, device: device,
      reason: "enrolled at a device with which it shares no access group", at: now)
  }

  // MARK: Held

  private func refuse(_ reason: String) throws -> TakenIn {
    try transaction.open(
      .saveFailed, user: id, device: device, reason: reason, value: RecordBytes.encode(pulled.record), at: now)
    try transaction.addEvent(.saveFailed, device: device, user: id.text, detail: reason, at: now)
    return .done(.refused, changed: nil, sourceIsEqual: false)
  }

  /// Of somebody who was erased nothing is kept (DEL-7).
  private func keepEditAfterDeletion() throws -> TakenIn {
    let incarnation = pulled.base?.incarnation ?? 0
    let isErased = try transaction.reading.isErased(id, incarnation: incarnation)
    if !isErased {
      try transaction.open(
        .editedAfterDeletion, user: id, incarnation: incarnation, device: device,
        reason: "edited at the device after the deletion", value: RecordBytes.encode(pulled.record), at: now)
    }
    // Whoever has the ID now and belongs there is written instead.
    try transaction.addTask(.remove, id, on: device)
    return .done(isErased ? .notTakenIn : .held, changed: nil, sourceIsEqual: false)
  }

  private func holdPerson(_ kind: AttentionKind, _ reason: String) throws -> TakenIn {
    try transaction.open(
      kind, user: id, device: device, reason: reason, value: RecordBytes.encode(pulled.record), at: now)
    return .done(.held, changed: nil, sourceIsEqual: false)
  }
}

extension MergeResult.Reason {
  /// For operators.
  var text: String {
    switch self {
    case .serverHasAnother: "the server has another value"
    case .cardOfAnotherUser(let owner): "the card belongs to user \(owner)"
    case .full(let limit): "the user has \(limit) of these already"
    case .allowsLess: "the device allows less than the server"
    case .protected: "the user is protected"
    }
  }
}
