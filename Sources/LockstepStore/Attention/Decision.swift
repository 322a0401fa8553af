import Foundation
import GRDB
import LockstepCore

/// An operator's decision on its way into the database.
struct Decision {
  let transaction: WriteTransaction
  let entry: Row
  let kind: AttentionKind
  let user: UserID?
  let device: DeviceID?
  let actor: String
  let now: Int64

  func carryOut(_ action: String) throws {
    switch (kind, action) {
    case (_, "dismiss"): try dismiss()
    case (.difference, "use-server-value"): try useServerValue()
    case (.difference, "use-device-value"): try useDeviceValue()
    case (.deletedThere, "send-again"): try sendAgain()
    case (.deletedThere, "delete-on-server"): try transaction.deleteUser(try theUser(), at: now)
    case (.noAccessGroup, "delete-there"), (.foreignUser, "delete-there"), (.newOnDevice, "delete-there"):
      try doByHand(.remove, overwrites: true)
    case (.saveFailed, "retry"), (.quarantined, "retry"), (.foreignUser, "take-over"), (.newOnDevice, "upload"),
      (.editedOnDevice, "upload"):
      try transaction.requestPulls(of: [try theUser()], on: try theDevice(), at: now)
    case (.saveFailed, "discard"), (.quarantined, "discard"), (.possibleOtherPerson, "discard"):
      try discardThere()
    case (.transferFailed, "retry"): try retry()
    case (.editedOnDevice, "send"), (.altered, "send"): try doByHand(.write, overwrites: true)
    case (.editedAfterDeletion, "restore"): try restoreEdited()
    case (.editedAfterDeletion, "discard"): return
    case (.possibleOtherPerson, "same-person"): try mergeSamePerson()
    case (.possibleOtherPerson, "other-person"): try addOtherPerson()
    case (.deviceStopped, "retry"): try transaction.retry(try theDevice(), at: now)
    case (.replacedOrImitated, "register-as-replacement"):
      try transaction.register(try theDevice(), replacement: true, at: now)
    case (.serverBehind, _): try settleBehind(takesFromDevices: action == "take-from-devices")
    default:
      guard let choice = ContentChoice(rawValue: action) else {
        throw StoreError.notPossible("\(kind.rawValue) has no action \(action)")
      }
      try transaction.choose(choice, for: try theDevice(), at: now)
    }
  }

  private func theUser() throws -> UserID {
    guard let user else { throw StoreError.notPossible("this entry is about no single user") }
    return user
  }

  private func theDevice() throws -> DeviceID {
    guard let device else { throw StoreError.notPossible("this entry is about no device") }
    return device
  }

  private func dismiss() throws {
    switch kind {
    case .replacedOrImitated:
      try transaction.db.executeCached(
        sql: "UPDATE devices SET candidate_key = NULL WHERE id = ?", arguments: [try theDevice().number])
    case .noAccessGroup, .transferFailed: try transaction.noteCopy(of: try theUser(), on: try theDevice())
    default: return
    }
  }

  // MARK: Differences (MERGE-5)

  /// The server's value goes to the device: the entry is closed first, so that the slot is on no keep list.
  private func useServerValue() throws {
    try close("use-server-value")
    try doByHand(.write)
  }

  private func close(_ outcome: String) throws {
    try transaction.db.executeCached(
      sql: "UPDATE attention SET closed_at = ?, outcome = ? WHERE id = ?",
      arguments: [now, outcome, entry["id"] as Int64])
  }

  private func useDeviceValue() throws {
    guard let slot = try transaction.reading.slot(ofEntry: entry),
      let value = try transaction.reading.value(ofEntry: entry)
    else {
      throw StoreError.damaged("the difference has no value")
    }
    let user = try theUser()
    if case .card(let card) = slot, let owner = try transaction.reading.owner(of: card.number), owner != user {
      throw StoreError.conflict(field: "cards", "the card belongs to user \(owner)")
    }
    try close("use-device-value")
    try transaction.changeUser(user, source: .operator(actor), at: now) { $0.record.set(slot, to: value) }
  }

  // MARK: Users there

  /// One user, or after *delete all* everybody: the device's target is computed anew.
  private func sendAgain() throws {
    let device = try theDevice()
    if let user {
      try transaction.endDeletedThere(of: user, on: device, "send-again", at: now)
      try doByHand(.write)
    } else {
      try transaction.db.executeCached(
        sql: "DELETE FROM enrolled_again WHERE device_id = ?", arguments: [device.number])
      try transaction.requestReconcile(device, "send again")
    }
  }

  private func discardThere() throws {
    let (user, device) = (try theUser(), try theDevice())
    try transaction.endPull(of: user, on: device)
    // While nobody is in scope, whoever the server has stays there as the server has it.
    let stays =
      try transaction.reading.mode().scope == .none
      ? transaction.reading.user(user) != nil : transaction.reading.isInScope(user, of: device)
    try doByHand(stays ? .write : .remove, overwrites: true)
  }

  private func retry() throws {
    let isRemoval = try transaction.reading.value(ofEntry: entry) == WriteTransaction.failedRemoval
    try doByHand(isRemoval ? .remove : .write)
  }

  private func doByHand(_ action: TaskAction, overwrites: Bool = false) throws {
    try transaction.doByHand(action, try theUser(), on: try theDevice(), overwrites: overwrites, at: now)
  }

  private func keptRecord() throws -> UserRecord {
    guard let bytes = try transaction.reading.value(ofEntry: entry) else {
      throw StoreError.damaged("the entry has no record")
    }
    return try RecordBytes.decode(bytes)
  }

  /// The person as last edited at the device lives again, as a new incarnation (DEL-3, DEL-6).
  private func restoreEdited() throws {
    var record = try keptRecord()
    let known = try Set(transaction.reading.accessGroupNames().keys)
    record.rights.setAccessGroups(record.rights.accessGroups.filter(known.contains))
    try transaction.addUser(record, source: .operator(actor), at: now)
  }

  private func mergeSamePerson() throws {
    try close("same-person")
    _ = try takingIn(try keptRecord()).mergeSamePerson()
  }

  /// The device gets the server's user under the old ID, and the newcomer like every other device.
  private func addOtherPerson() throws {
    _ = try takingIn(try keptRecord().renamed(to: try transaction.nextUserID())).createOtherPerson()
    try doByHand(.write, overwrites: true)
  }

  private func takingIn(_ record: UserRecord) throws -> TakingIn {
    let device = try theDevice()
    guard let source = try transaction.sourceDevice(device, session: nil) else {
      throw StoreError.unknown("device \(device)")
    }
    return try TakingIn(
      DeviceRecord(record: record), enrolled: true, from: source, log: source.mark, in: transaction, at: now)
  }

  // MARK: Server behind (FAIL-3)

  /// The head is set above every base seen, and every device is compared.
  private func settleBehind(takesFromDevices: Bool) throws {
    let seen = try Revision.fetchOne(transaction.db.cachedStatement(sql: "SELECT behind_revision FROM server")) ?? 0
    try transaction.acknowledgeGivenOut(upTo: seen)
    try transaction.db.executeCached(
      sql: """
        UPDATE server SET head = max(head, behind_revision), incarnation = max(incarnation, behind_incarnation),
          behind = NULL, behind_revision = 0, behind_incarnation = 0
        """)
    _ = try transaction.nextRevision()
    try transaction.goOnWithPulls()
    for device in try transaction.reading.registeredDevices() {
      try transaction.requestReconcile(
        device, takesFromDevices ? WriteTransaction.takeOver : "server's state")
    }
  }
}
