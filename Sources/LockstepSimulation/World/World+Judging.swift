import DeviceProtocol
import DeviceSimulator
import LockstepCore

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

  /// No write or delete destroys an edit that the server has not read (SEND-5), an operator's own wish aside.
  func judge(
    _ answer: DeviceAnswer, of request: DeviceRequest, by terminal: SimulatedTerminal, unread: Set<UserID>
  ) {
    guard !ledger.wasOff, !ledger.isRestored, !ledger.replaced.contains(terminal.id) else { return }
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
