import DeviceProtocol
import LockstepCore
import LockstepStore

/// What a device answered, and what the store has made of it.
extension DeviceDriver {
  mutating func answered(_ purpose: Purpose, _ answer: DeviceAnswer) -> [Action] {
    switch (purpose, answer) {
    case (.pull, .users(let log, let users)): return pulled(users, log)
    case (.pull(let users), _): return pullRefused(users)
    case (.write(let batch), .writeResults(let results)): return written(batch, results)
    case (.remove(let batch), .deleteResults(let results)): return removed(batch, results)
    case (.write(let batch), _): return written(batch, batch.writes.map { UserResult(user: $0.user, .failed) })
    case (.remove(let batch), _): return removed(batch, batch.removals.map { UserResult(user: $0.user, .failed) })
    case (.editedUsers, .editedUsers(let users, let more)): return edited(users, more: more)
    case (.list, .digest(let digest)): return listed(digest)
    case (.everything, .digest(let digest)): return summed(digest)
    case (.buckets, .digest(let digest)): return summed(buckets: digest)
    // A device need not know sums: it is asked for lists.
    case (.everything, _), (.buckets, _): return listEverybody()
    case (.readBack(let asked), .users(_, let users)): return readBack(asked, users)
    case (.readBack(let asked), _): return readBackRefused(asked)
    case (.names, .users(_, let users)): return named(users)
    // What cannot be read now is shown without its name.
    case (.names, _): return namesCompared([])
    case (.editedUsers, _), (.list, _): return surveyRefused()
    case (.setTime, .timeSet(let before)): return [.commit(.noteClock(before: before))]
    case (.setTime, _): return []
    case (.lastEntry, .logs(let page)):
      guard let entry = page.entries.first else { return logChecked() }
      return [.commit(.checkLastEntry(entry))]
    case (.lastEntry, _): return logChecked()
    case (.newestEntry, .logs(let page)): return page.entries.isEmpty ? endBacklog() : []
    case (.newestEntry, _): return []
    }
  }

  private mutating func logChecked() -> [Action] {
    isLogChecked = true
    return look()
  }

  mutating func written(_ batch: Batch, _ results: [UserResult]) -> [Action] {
    // Exceptions of the batch before it are durable first.
    if let second, second.batch.through == batch.through {
      self.second = (batch, results)
      return []
    }
    guard results.map(\.user) == batch.writes.map(\.user) else {
      return [.close(Goodbye(.outOfOrder, "results for other users than written"))]
    }
    var actions: [Action] = []
    var outcomes: [WriteOutcome] = []
    for (write, result) in zip(batch.writes, results) {
      let status = refusals.judge(result)
      // What was refused has a task or an entry from here on: a revocation would be found, and sent, without end.
      if status == .done || write.task == nil, write.revision > batch.through ?? cursor {
        ahead[write.user] = write.revision
      }
      // A task writes what may have been committed long ago, which is no lag.
      if status == .done, write.task == nil { actions.append(.confirmed(write.user, write.revision)) }
      guard status != .done || write.task != nil || batch.mayCloseEntries else { continue }
      outcomes.append(WriteOutcome(user: write.user, isRemoval: false, status: status, task: write.task))
    }
    return actions + finish(outcomes, results, cursor: batch.through)
  }

  private mutating func removed(_ batch: Batch, _ results: [UserResult]) -> [Action] {
    var actions: [Action] = []
    var outcomes: [WriteOutcome] = []
    for (removal, result) in zip(batch.removals, results) {
      let status = refusals.judge(result)
      if removal.task == nil { ahead[removal.user] = removal.revision }
      if status == .done, removal.task == nil { actions.append(.confirmed(removal.user, removal.revision)) }
      guard status != .done || removal.task != nil || batch.mayCloseEntries else { continue }
      outcomes.append(
        WriteOutcome(user: removal.user, isRemoval: true, status: status, task: removal.task, mark: batch.mark))
    }
    return actions + finish(outcomes, results, cursor: nil)
  }

  /// Exceptions are durable before the cursor passes them.
  private mutating func finish(_ outcomes: [WriteOutcome], _ results: [UserResult], cursor: Revision?) -> [Action] {
    let done = results.count { $0.status == .done }
    var actions: [Action] = [.countTransfers(done: done, refused: results.count - done)]
    if results.contains(where: { $0.status == .epoch }) {
      return actions + [.close(Goodbye(.outOfOrder, "the epoch has changed within a session"))]
    }
    if let reason = refusals.takeFailureOfDevice() { actions.append(.commit(.stop(reason: reason))) }
    guard outcomes.isEmpty else {
      // What follows is looked up anew once these are durable.
      forgetPrepared()
      return actions + [.commit(.outcomes(outcomes, cursor: cursor))]
    }
    return actions + writeEnded(cursor: cursor)
  }

  mutating func committed(_ commit: Commit) -> [Action] {
    switch commit {
    case .takeIn: return []
    case .quarantine(let user, _, _), .saveFailed(let user, _, _), .postponePull(let user):
      endPull(of: user)
      return look()
    case .outcomes(_, let cursor): return writeEnded(cursor: cursor)
    case .adjustLine(let head):
      lineHead = head
      isWriting = false
      return look()
    case .dropPointless: return look()
    case .stop:
      // One that began before does not know of the hold.
      forgetLook()
      return look()
    case .noteClock: return []
    case .checkLastEntry: return logChecked()
    case .closeGaps(_, _, let isLast): return gapsClosed(isLast: isLast)
    case .reconcile: return []
    case .beginReconcile(let reason): return reconcileBegan(reason)
    case .endReport(let compared, _): return reportEnded(compared)
    case .failReport:
      endSurvey()
      return look()
    case .endReconcile(_, let cursor, let wasEmpty, let compared):
      restart(at: wasEmpty ? 0 : cursor)
      surveyPause = .none
      endSurvey()
      return reportAll(.success(compared), isDeep: false) + look()
    }
  }
}
