import GRDB
public import LockstepCore

extension WriteTransaction {
  /// From here on another request for a compare is a new one.
  public func beginReconcile(session: SessionKey, at now: Int64) throws {
    let reason = try current(session)["reconcile"] as String?
    try db.executeCached(sql: "UPDATE devices SET equal_at = 0 WHERE id = ?", arguments: [session.device.number])
    if reason == Self.replace { try beginReplacing(session.device, at: now) }
    // Who fits by what is wanted now: the users found beyond that are removed.
    try adjustLine(session)
  }

  /// Works one page of a device's list into tasks and pulls: missing and stale users are sent, what is out of scope is
  /// removed, what was enrolled or edited there is pulled or shown, the rest is untouched (MODE-5, VERIFY-3, SEC-6).
  public func reconcile(_ page: ListPage, session: SessionKey, at now: Int64) throws -> Compared {
    let row = try current(session)
    let reason = row["reconcile"] as String? ?? ""
    try closeMetGroups(at: now)
    let compared = try reading.compare(page, on: session.device)
    let step = ReconcileStep(
      transaction: self, device: session.device, epoch: row["epoch"],
      takesUpdates: try reading.mode().takesUserUpdatesFromDevices, isTakeOver: reason == Self.takeOver,
      isReplace: reason == Self.replace, hasScope: try reading.mode().scope != .none, now: now)
    let isEmptyDevice = page.users.isEmpty && page.after == nil && page.through == nil && page.buckets == nil
    for found in compared.users where !isEmptyDevice || found.finding != .missing { try step.follow(found) }
    for user in compared.withoutBase { try addTask(.write, user, on: session.device) }
    for user in compared.met { try step.followLoss(of: user) }
    if isEmptyDevice {
      for user in try reading.usersWithDifferences(on: session.device) { try step.followLoss(of: user) }
    }
    return compared
  }

  /// What was to be taken in or decided there is to be replaced instead. A deleted user's last edit is kept (DEL-3).
  private func beginReplacing(_ device: DeviceID, at now: Int64) throws {
    try db.executeCached(
      sql: "DELETE FROM waiting_pulls WHERE device_id = ? AND by_hand = 0", arguments: [device.number])
    try db.executeCached(sql: "DELETE FROM enrolled_again WHERE device_id = ?", arguments: [device.number])
    try close(
      [
        .difference, .deletedThere, .noAccessGroup, .saveFailed, .quarantined, .transferFailed, .possibleOtherPerson,
        .foreignUser, .newOnDevice, .editedOnDevice, .altered,
      ], device: device, outcome: "replaced by the server's", at: now)
  }

  /// All pages are worked in: the cursor goes on from the revision of the target (MODE-5), which is computed once more if
  /// that was asked for since the first page: pages before the change went by the older one. A device that came back empty
  /// is filled from the start by its cursor, without a row for each user.
  public func endReconcile(
    _ reason: String, cursor: Revision, wasEmpty: Bool, session: SessionKey
  ) throws {
    try current(session)
    try db.executeCached(
      sql: """
        UPDATE devices SET cursor = ?, reconcile = CASE WHEN equal_at IS NOT NULL THEN NULL
          WHEN reconcile IN ('take-over', 'replace') THEN 'changed during the compare' ELSE reconcile END
        WHERE id = ? AND reconcile = ?
        """,
      arguments: [wasEmpty ? 0 : cursor, session.device.number, reason])
  }

  /// When the device was last found to hold exactly what it should.
  public func noteCompared(_ compared: Compared, session: SessionKey, at now: Int64) throws {
    try current(session)
    try db.executeCached(
      sql: "UPDATE devices SET equal_at = ? WHERE id = ?",
      arguments: [compared.isEqual ? now : nil, session.device.number])
    try keepResult(of: compared, isDeep: false, repaired: compared.users.count, on: session.device, at: now)
    let detail = "\(compared.same) same, \(compared.users.count) not, \(compared.leftOut.count) left out"
    try addEvent(.compared, device: session.device, detail: detail, at: now)
  }

  /// An operator has chosen users of a device to be taken in (`device upload`).
  public func requestPulls(of users: [UserID], on device: DeviceID, at now: Int64) throws {
    guard let row = try deviceRow(device) else { throw StoreError.unknown("device \(device)") }
    for user in users { try requestPull(of: user, on: device, epoch: row["epoch"], at: now) }
  }

  func requestPull(of user: UserID, on device: DeviceID, epoch: Int64, at now: Int64, byHand: Bool = true) throws {
    try db.executeCached(
      sql: """
        INSERT INTO waiting_pulls (device_id, user_id, enrolled, by_hand, epoch, last_log, since)
        VALUES (?, ?, ?, ?, ?, 0, ?)
        ON CONFLICT DO UPDATE SET by_hand = max(by_hand, excluded.by_hand), is_held = 0, is_alone = 0, cuts = 0,
          not_before = 0
        """,
      arguments: [device.number, user.text, byHand, byHand, epoch, now])
  }
}

/// What follows from one finding.
private struct ReconcileStep {
  let transaction: WriteTransaction
  let device: DeviceID
  let epoch: Int64
  let takesUpdates: Bool
  let isTakeOver: Bool
  let isReplace: Bool
  /// False while the mode is *Not Used*: nothing is removed by itself (MODE-6).
  let hasScope: Bool
  let now: Int64

  func follow(_ found: ComparedUser) throws {
    let user = found.user
    switch found.finding {
    case .same: return
    case .stale: try sendAgain(user)
    case .missing:
      try transaction.addTask(.write, user, on: device)
      if try transaction.reading.isOpen(.difference, user: user, device: device) { try followLoss(of: user) }
    case .ahead:
      guard isTakeOver else { return try sendAgain(user) }
      try transaction.requestPull(of: user, on: device, epoch: epoch, at: now)
    case .deleted:
      guard isTakeOver, try !transaction.reading.hasTombstone(user) else {
        return try removeByItself(user)
      }
      try transaction.requestPull(of: user, on: device, epoch: epoch, at: now)
    case .outOfScope: try removeByItself(user)
    case .edited: try takeInOrShow(user, .editedOnDevice, replaceBy: .write)
    case .new, .editedOutOfScope: try takeInOrShow(user, .newOnDevice, replaceBy: .remove)
    case .foreign:
      let isKnown = try transaction.reading.isInScope(user, of: device)
      try takeInOrShow(user, .foreignUser, replaceBy: isKnown ? .write : .remove)
    case .altered:
      guard !isReplace else { return try transaction.addTask(.write, user, on: device, overwrite: true) }
      // What it had of its own when it was removed from the server is known to nobody any more: it is read.
      guard !isTakeOver else { return try transaction.requestPull(of: user, on: device, epoch: epoch, at: now) }
      try transaction.open(
        .altered, user: user, device: device, reason: "other content than was written, without an edit", at: now)
    }
  }

  /// A write leaves open differences alone. A device whose memory was put back may not hold its values any more, which a
  /// digest of another revision does not tell: the user is read first.
  private func sendAgain(_ user: UserID) throws {
    try transaction.addTask(.write, user, on: device)
    guard takesUpdates, try transaction.reading.isOpen(.difference, user: user, device: device) else { return }
    try transaction.requestPull(of: user, on: device, epoch: epoch, at: now, byHand: false)
  }

  /// The device no longer holds the values of its own, e.g. because its memory was put back or emptied. An edit may have
  /// come since it listed the user, so that it is read again, if anything is taken in.
  func followLoss(of user: UserID) throws {
    guard takesUpdates else {
      try transaction.close(
        [.difference], user: user, device: device, outcome: "the device no longer holds its value", at: now)
      return
    }
    try transaction.requestPull(of: user, on: device, epoch: epoch, at: now, byHand: false)
  }

  /// What an operator has sent there since the compare was asked for stays (SEND-10).
  private func removeByItself(_ user: UserID) throws {
    if hasScope, try !transaction.isSentByHand(user, to: device) { try transaction.addTask(.remove, user, on: device) }
  }

  /// Nobody is taken over whose tombstone stands: whether they were enrolled there before the deletion or after it, the
  /// list does not tell (DEL-3).
  private func takeInOrShow(_ user: UserID, _ kind: AttentionKind, replaceBy action: TaskAction) throws {
    let takesOver = try isTakeOver && !(kind == .newOnDevice && transaction.reading.hasTombstone(user))
    if isReplace {
      try transaction.addTask(action, user, on: device, overwrite: true)
    } else if takesOver || (takesUpdates && kind != .foreignUser) {
      try transaction.requestPull(of: user, on: device, epoch: epoch, at: now, byHand: takesOver)
    } else {
      try transaction.open(kind, user: user, device: device, reason: "on the device only", at: now)
    }
  }
}
