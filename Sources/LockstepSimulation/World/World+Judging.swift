import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepStore

/// What the server asks of a terminal, judged by what this terminal knows.
extension World {
  /// A write or delete carries the mark up to which the server has every log (SEND-5).
  func judge(_ request: DeviceRequest, to terminal: SimulatedTerminal) {
    let (mark, epoch): (LogID, Epoch)
    switch request {
    case .writeUsers(let write): (mark, epoch) = (write.mark, write.epoch)
    case .deleteUsers(let delete): (mark, epoch) = (delete.mark, delete.epoch)
    default: return
    }
    guard epoch == terminal.memory.epoch, !ledger.putBack.contains(terminal.id), mark > terminal.memory.log.lastID
    else { return }
    violate(
      "the server claims to have entry \(mark) of device \(terminal.id), which has none after \(terminal.memory.log.lastID)"
    )
  }

  /// LOG-2: the server says that it has an entry only when it has it.
  func judge(stored mark: LogID, of epoch: Epoch, by terminal: SimulatedTerminal) {
    let device = terminal.id
    guard !ledger.isRestored, !ledger.putBack.contains(device), let store = server.store,
      let standing = try? store.read({ try $0.standing(of: device) }), standing.epoch == epoch, standing.gap == nil,
      standing.mark < mark
    else { return }
    violate("entry \(mark) of device \(device) was acknowledged, and the server has \(standing.mark) and before")
  }

  /// What nobody else has is not taken away by a write, unless an operator wants it so.
  ///
  /// - Parameter before: what the terminal held until then.
  func judge(_ answer: DeviceAnswer, by terminal: SimulatedTerminal, before: DeviceMemory) {
    for result in results(answer) where result.status == .done {
      guard let held = before.user(result.user), let after = terminal.memory.user(result.user),
        held.base == nil || held.base?.incarnation == after.base?.incarnation,
        ledger.lost(held.record, after.record, at: terminal.id) != nil, !isHeld(result.user, of: terminal),
        let kind = ledger.lost(withoutRevokedPhone(held.record), after.record, at: terminal.id)
      else { continue }
      violate(
        "a \(kind) of user \(held.record.id) that somebody put in at device \(terminal.id) was taken away there, and "
          + "the server never had it")
    }
  }

  /// The number of a phone that was revoked goes away wherever somebody puts it in, whatever they knew (AUTO-12).
  private func withoutRevokedPhone(_ record: UserRecord) -> UserRecord {
    let now = scheduler.now
    guard let person = try? server.store?.read({ try $0.person(record.id, at: now) }), person.status == .reset,
      let number = try? CardNumber(text: person.id)
    else { return record }
    var record = record
    record.setCards(record.cards.filter { $0 != Card(kind: .mobile, number: number) })
    return record
  }

  /// What was edited there after the server had deleted that person is kept with an entry (DEL-3).
  private func isHeld(_ user: UserID, of terminal: SimulatedTerminal) -> Bool {
    let query = EntryQuery(kind: .editedAfterDeletion, user: user.text, device: terminal.id, isOpen: nil, limit: 1)
    return ((try? server.store?.read { try $0.entries(query) }) ?? []).isEmpty == false
  }

  /// No write or delete destroys an edit that the server has not read (SEND-5), an operator's own wish aside.
  func judge(
    _ answer: DeviceAnswer, of request: DeviceRequest, by terminal: SimulatedTerminal, unread: Set<UserID>
  ) {
    guard !ledger.wasOff, !ledger.isRestored, !ledger.replaced.contains(terminal.id) else { return }
    // Where a memory that was put back left the stored log nobody knows. Who is deleted on the server goes there at once,
    // edited or not: the door may not stay open for a record that nobody wants any more.
    if case .deleteUsers = request, ledger.putBack.contains(terminal.id) { return }
    var bases: Set<UserID> = []
    if case .writeUsers(let write) = request {
      for (user, result) in zip(write.writes, results(answer)) where user.isBaseOnly { bases.insert(result.user) }
    }
    for result in results(answer) where result.status == .done && unread.contains(result.user) {
      guard !bases.contains(result.user), !ledger.wasDecided(result.user, at: terminal.id) else { continue }
      violate("an edit of user \(result.user) at device \(terminal.id) was overwritten before the server read it")
    }
  }

  private func results(_ answer: DeviceAnswer) -> [UserResult] {
    switch answer {
    case .writeResults(let results), .deleteResults(let results): results
    default: []
    }
  }
}
