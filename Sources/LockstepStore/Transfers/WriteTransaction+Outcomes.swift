import GRDB
public import LockstepCore
import Synchronization

/// What became of one user of a write or delete.
public struct WriteOutcome: Hashable, Sendable {
  public enum Status: Hashable, Sendable {
    case done
    /// Edited there above the mark: again when the server has that entry (SEND-5).
    case edited(mark: LogID)
    /// A card number belongs to another user there: answered once by sending that user's state too (SEND-11).
    case cardHeld(by: UserID)
    /// For now: again at this time, Unix milliseconds.
    case postponed(until: Int64)
    /// It does not go away by itself (SEND-7).
    case stopped(reason: String)
  }

  public let user: UserID
  public let isRemoval: Bool
  public let status: Status
  public let task: PendingTask?
  /// Of a removal: the last entry of the device's log that the server had when it asked.
  public let mark: LogID?

  public init(user: UserID, isRemoval: Bool, status: Status, task: PendingTask?, mark: LogID? = nil) {
    self.user = user
    self.isRemoval = isRemoval
    self.status = status
    self.task = task
    self.mark = mark
  }
}

extension WriteTransaction {
  /// Records what became of a batch. A user that was written without a task and without an open entry needs no row; the
  /// cursor tells.
  public func record(_ outcomes: [WriteOutcome], session: SessionKey, at now: Int64) throws {
    let row = try current(session)
    let kept = try kept(outcomes, on: session.device)
    let scope = try reading.mode().scope
    for outcome in outcomes {
      try record(outcome, on: session.device, at: now)
      guard outcome.status == .done else { continue }
      let isCopy =
        try !outcome.isRemoval && outcome.task != nil
        && !isOneOfIts(outcome.user, session.device, capacity: row["user_capacity"], scope)
      if isCopy {
        try noteCopy(of: outcome.user, on: session.device)
      } else if outcome.task != nil || outcome.isRemoval, kept.copies.contains(outcome.user.text) {
        try forgetCopy(of: outcome.user, on: session.device)
      }
      guard kept.entries.contains(outcome.user.text) || kept.entries.contains("") else { continue }
      try closeEntries(after: outcome, on: row, session.device, at: now)
    }
  }

  /// Of the users of a batch, those who have open entries on the device, and those who are copies there. The empty ID
  /// stands for an entry of everybody. Nearly nobody has either, so that it is asked once for all.
  private func kept(
    _ outcomes: [WriteOutcome], on device: DeviceID
  ) throws -> (entries: Set<String>, copies: Set<String>) {
    let users = try JSON.text([""] + outcomes.map(\.user.text))
    func among(_ table: String, _ condition: String) throws -> Set<String> {
      try Set(
        String.fetchAll(
          db.cachedStatement(
            sql: """
              SELECT user_id FROM \(table) WHERE device_id = ? AND user_id IN (SELECT value FROM json_each(?))
                AND \(condition)
              """),
          arguments: [device.number, users]))
    }
    return (try among("attention", "closed_at IS NULL"), try among("copies_by_hand", "1"))
  }

  private func record(_ outcome: WriteOutcome, on device: DeviceID, at now: Int64) throws {
    let action: TaskAction = outcome.isRemoval ? .remove : .write
    let transfer = outcome.task?.transfer
    switch outcome.status {
    case .done:
      try dropTask(of: outcome.user, on: device, outcome.task)
      try setItem(transfer, outcome.user, device, "done")
    case .edited(let mark):
      try addTask(
        action, outcome.user, on: device, overwrite: outcome.task?.overwrites ?? false, afterLog: mark,
        transfer: transfer)
    case .postponed(let time):
      try addTask(
        action, outcome.user, on: device, overwrite: outcome.task?.overwrites ?? false, notBefore: time,
        transfer: transfer)
      try db.executeCached(
        sql: "UPDATE tasks SET attempts = ? WHERE device_id = ? AND user_id = ?",
        arguments: [(outcome.task?.attempts ?? 0) + 1, device.number, outcome.user.text])
    case .cardHeld(let holder): try answerCardHeld(outcome, by: holder, on: device, at: now)
    case .stopped(let reason):
      try dropTask(of: outcome.user, on: device, outcome.task)
      try setItem(transfer, outcome.user, device, "failed", reason)
      try open(
        .transferFailed, user: outcome.user, device: device, reason: reason,
        value: outcome.isRemoval ? Self.failedRemoval : nil, at: now)
      try addEvent(.transferFailed, device: device, user: outcome.user.text, detail: reason, at: now)
    }
  }

  /// Kept with an entry *transfer failed*, so that a retry does the same again and not the opposite.
  static let failedRemoval = Array(TaskAction.remove.rawValue.utf8)

  private func answerCardHeld(
    _ outcome: WriteOutcome, by holder: UserID, on device: DeviceID, at now: Int64
  ) throws {
    guard try !isBeingTakenIn(holder, from: device) else {
      // The card stays with its holder until that edit is in: not a refusal for good.
      return try addTask(
        .write, outcome.user, on: device, overwrite: outcome.task?.overwrites ?? false, notBefore: now + Self.pause,
        transfer: outcome.task?.transfer)
    }
    let isInScope = try reading.isInScope(holder, of: device)
    // Who has no room there is not one of its users, and gives the card back by going (SEND-8).
    let isOneOfIts = try isOneOfIts(holder, device)
    guard try !wasAnswered(outcome.user, on: device), try isInScope || reading.hasTombstone(holder) else {
      let stopped = WriteOutcome.Status.stopped(reason: "a card is held by user \(holder) there")
      return try record(
        WriteOutcome(user: outcome.user, isRemoval: false, status: stopped, task: outcome.task), on: device, at: now)
    }
    try addTask(isOneOfIts ? .write : .remove, holder, on: device, notBefore: Self.together)
    try addTask(
      .write, outcome.user, on: device, overwrite: outcome.task?.overwrites ?? false, notBefore: Self.together,
      transfer: outcome.task?.transfer)
  }

  /// Whether nothing can be written to the user there yet, because an edit comes first (SEND-5).
  private func isBeingTakenIn(_ user: UserID, from device: DeviceID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM waiting_pulls WHERE device_id = ?1 AND user_id = ?2 AND is_held = 0)
            OR EXISTS (SELECT 1 FROM tasks WHERE device_id = ?1 AND user_id = ?2 AND after_log > ?3)
          """),
      arguments: [device.number, user.text, try reading.standing(of: device).mark]) ?? false
  }

  /// Milliseconds.
  private static let pause: Int64 = 2000

  /// Before all other tasks, so that those with this time are in one batch.
  private static let together: Int64 = -1

  private func wasAnswered(_ user: UserID, on device: DeviceID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM tasks WHERE device_id = ? AND user_id = ? AND not_before = ?)"),
      arguments: [device.number, user.text, Self.together]) ?? false
  }

  private func closeEntries(
    after outcome: WriteOutcome, on row: Row, _ device: DeviceID, at now: Int64
  ) throws {
    let user = outcome.user
    var kinds: [AttentionKind] = [.transferFailed, .altered, .editedOnDevice]
    guard !outcome.isRemoval else {
      // Who was enrolled there since may be taken in already, and what that has opened stays.
      let isThereAgain =
        try outcome.mark.map {
          try isEnrolled(user, on: device, epoch: row["epoch"], fork: row["fork"], since: $0)
        } ?? false
      if !isThereAgain { kinds += [.difference, .newOnDevice, .noAccessGroup] }
      return try close(kinds, user: user, device: device, outcome: "removed there", at: now)
    }
    try close(kinds, user: user, device: device, outcome: "sent", at: now)
    let overwrites = outcome.task?.overwrites ?? false
    for slot in overwrites ? [nil] : Slot.rights.map(Optional.some) {
      try close([.difference], user: user, device: device, slot: slot, outcome: "the server's value was sent", at: now)
    }
    if overwrites {
      try close([.newOnDevice], user: user, device: device, outcome: "sent by hand", at: now)
      try endDeletedThere(of: user, on: device, "sent by hand", at: now)
    }
  }

  /// Only as the task was when the batch was made: a newer one stays.
  private func dropTask(of user: UserID, on device: DeviceID, _ task: PendingTask?) throws {
    guard let task else { return }
    try db.executeCached(
      sql: "DELETE FROM tasks WHERE device_id = ? AND user_id = ? AND generation = ?",
      arguments: [device.number, user.text, task.generation])
  }

  /// Ends tasks that have become pointless, as they were when they were looked at: an operator may have asked anew since.
  public func dropPointless(_ tasks: [PointlessTask], session: SessionKey) throws {
    try current(session)
    for task in tasks {
      let found = try Row.fetchOne(
        db.cachedStatement(sql: "SELECT transfer_id FROM tasks WHERE device_id = ? AND user_id = ? AND generation = ?"),
        arguments: [session.device.number, task.user.text, task.generation])
      guard let found else { continue }
      let reason = "the device cannot hold this user, or it is gone"
      try setItem(found["transfer_id"], task.user, session.device, "failed", reason)
      try db.executeCached(
        sql: "DELETE FROM tasks WHERE device_id = ? AND user_id = ?",
        arguments: [session.device.number, task.user.text])
    }
  }

  private func setItem(
    _ transfer: Int64?, _ user: UserID, _ device: DeviceID, _ state: String, _ reason: String = ""
  ) throws {
    guard let transfer else { return }
    try db.executeCached(
      sql: """
        UPDATE transfer_items SET state = ?, reason = ? WHERE transfer_id = ? AND device_id = ? AND user_id = ?
        """,
      arguments: [state, reason, transfer, device.number, user.text])
  }

  /// Twenty refusals in a row for one reason are one failure of the device (SEND-7).
  public func stop(_ session: SessionKey, reason: String, at now: Int64) throws {
    // A hold that says more about the device stays.
    guard try current(session)["hold"] as String? == nil else { return }
    try hold(session.device, .stopped, reason, at: now)
    try addEvent(.deviceStopped, device: session.device, detail: reason, at: now)
  }

  /// Cursors are lower bounds: saved together, at most once a second (SEND-4).
  public func saveCursors(_ cursors: [SessionKey: Revision]) throws {
    for (session, cursor) in cursors.sorted(by: { $0.key.device < $1.key.device }) {
      try db.executeCached(
        sql: "UPDATE devices SET cursor = max(cursor, ?) WHERE id = ? AND session = ?",
        arguments: [cursor, session.device.number, session.number])
    }
  }

  /// A session is over. What a door has confirmed in its last second is not written again when it comes back. Nothing
  /// happens if the device's next session has begun.
  ///
  /// - Parameter cursor: where it got to since its cursor was saved, nil for no further.
  public func ended(_ session: SessionKey, cursor: Revision? = nil, at now: Int64) throws {
    guard let row = try deviceRow(session.device), row["session"] == session.number else { return }
    try db.executeCached(
      sql: "UPDATE devices SET last_seen = ?, cursor = max(cursor, coalesce(?, cursor)) WHERE id = ?",
      arguments: [now, cursor, session.device.number])
    store.openSessions.withLock { _ = $0.remove(session.device) }
    try addEvent(.disconnected, device: session.device, at: now)
  }

  /// Follows the users that fit a device's capacity (SEND-8): those that fit from now on are sent, since their revision
  /// may lie below the cursor.
  public func adjustLine(_ session: SessionKey) throws {
    let row = try current(session)
    let scope = try reading.mode().scope
    let line = try reading.line(of: session.device, capacity: row["user_capacity"], scope)
    let earlier: Revision? = row["line"]
    guard line != earlier else { return }
    try db.executeCached(
      sql: "UPDATE devices SET line = ? WHERE id = ?", arguments: [line, session.device.number])
    guard let earlier else { return }
    let order = ReadTransaction.entered(scope)
    let users = try String.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT id FROM users WHERE \(ReadTransaction.everybody(in: scope))
            AND \(order) > :earlier AND \(ReadTransaction.fits(line, scope))
          """),
      arguments: ReadTransaction.arguments(session.device, line: line) + ["earlier": earlier])
    for user in users { try addTask(.write, try UserID(user), on: session.device) }
  }
}
