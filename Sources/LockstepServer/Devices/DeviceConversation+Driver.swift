import CoreMetrics
import DeviceProtocol
import LockstepCore
import LockstepStore

/// Carries the driver's actions to the store and the session.
extension DeviceConversation {
  func perform(_ action: DeviceDriver.Action) {
    switch action {
    case .look(let look): self.look(look)
    case .ask(let request, let purpose): ask(request, purpose)
    case .commit(let commit): perform(commit)
    case .compare(let page, let cursor): compare(page, cursor)
    case .plan(let cursor, let buckets): plan(cursor, buckets: buckets)
    case .extendDigests(let capabilities, let buckets): extendDigests(capabilities, buckets: buckets)
    case .sample(let others): sample(without: others)
    case .check(let records, let cursor): check(records, cursor)
    case .compareNames(let names): compareNames(names)
    case .wakeAt(let time): wake(at: time)
    case .setTime: ask(.setTime(engine.now() / 1000), .setTime)
    case .surveyAgain(let refusals):
      place?.after(engine.backoff(after: refusals)) { [weak self] in self?.send(.surveyDue) }
    case .report(let request, let result): engine.reports.answer(request, result)
    case .confirmed(_, let revision):
      guard let committed = engine.feed.committedAt(revision) else { return }
      engine.metrics.confirmed(in: engine.uptime() - committed, wasConnected: committed > registeredAt)
    case .countTransfers(let done, let refused): engine.metrics.transferred(done: done, refused: refused)
    case .close(let goodbye): perform(session.close(goodbye))
    }
  }

  private func look(_ look: DeviceDriver.Look) {
    guard let key else { return }
    let cache = engine.cache
    let takesChanges = takesChanges(isReading: !look.reading.isEmpty)
    // Another look follows when they are read: it walks through all.
    let recent =
      takesChanges && !look.reading.isEmpty ? engine.feed.recent(of: key.device, above: look.cursor) : nil
    let query = WorkQuery(
      device: key.device, cursor: look.cursor, revoked: look.revoked, ahead: look.ahead, reading: look.reading,
      wantsPulls: look.wantsPulls, wantsWrites: look.wantsWrites,
      wantsChanges: takesChanges, recent: recent, hasBacklog: look.hasBacklog, lineHead: look.lineHead,
      mostScanned: engine.configuration.mostScanned, mostMembers: engine.configuration.mostMembers,
      mostUsers: pace.users
    ) {
      try cache.state($0, $1, load: $2)
    } encodeTarget: {
      cache.state(of: $0, $1)
    }
    engine.metrics.looks.increment()
    let now = engine.now()
    place?.readShortly {
      try $0.work(query, at: now)
    } then: { [weak self] result in
      switch result {
      case .success(let work): self?.send(.found(work))
      case .failure(let error): self?.fail(error)
      }
    }
  }

  private func wake(at time: Int64) {
    callOffWake?()
    callOffWake = place?.after(max(1, time - engine.now())) { [weak self] in self?.send(.wake) }
  }

  /// While users of the device are read, what was changed is written there once in a while: a storm of edits changes the
  /// same users again and again, and each is written once for all of it.
  private func takesChanges(isReading: Bool) -> Bool {
    let now = engine.uptime()
    guard !isReading || now >= changesDue else {
      lookWhenDue()
      return false
    }
    (changesDue, isToLook) = (now + Self.changesPause, false)
    return true
  }

  /// Whatever becomes of the users that are being read.
  private func lookWhenDue() {
    isToLook = true
    guard !isDueSet else { return }
    isDueSet = true
    let pause = max(1, (changesDue - engine.uptime()).milliseconds)
    place?.after(pause) { [weak self] in
      guard let self else { return }
      isDueSet = false
      if isToLook { send(.wake) }
    }
  }

  private static let changesPause = Duration.seconds(1)

  /// What was looked up for all devices, if there is nothing else to look for.
  func tell(_ changes: ChangeBatch) {
    driver?.standing?.takesUserUpdates = changes.takesUserUpdates
    guard let driver, let capabilities = hello?.capabilities else { return }
    if !changes.isUrgent {
      guard !driver.willLook else { return }
      guard driver.reading.isEmpty else { return lookWhenDue() }
    }
    guard let known = driver.wants(changes) else { return send(.wake) }
    var writes: [PendingWrite] = []
    for user in changes.users where user.revision > known && changes.concerns(user.record.id, driver.device) {
      do {
        let state = try engine.cache.state(user.revision, capabilities) { user }
        writes.append(PendingWrite(user: user.record.id, revision: user.revision, state: state))
      } catch is Fit.Misfit {
        continue
      } catch {
        return send(.wake)
      }
    }
    engine.metrics.takenChanges.increment()
    send(.changes(Changes(from: changes.from, through: changes.head, writes: writes)))
  }

  private func perform(_ commit: DeviceDriver.Commit) {
    guard let key else { return }
    let now = engine.now()
    switch commit {
    case .takeIn(let pulled, let log): takeIn(pulled, log, key, at: now)
    case .reconcile(let page):
      let read = Answered<Compared>()
      run {
        try read.set($0.reconcile(page, session: key, at: now))
      } then: { conversation, error in
        guard let compared = read.value, error == nil else { return conversation.fail(error) }
        conversation.send(.compared(compared, isReport: false))
      }
    default:
      let commit = postponed(commit, from: now)
      if case .endReconcile = commit { engine.cursors.willRestart(key) }
      run {
        try commit.perform($0, key, at: now)
      } then: { conversation, error in
        if case .endReconcile = commit { conversation.engine.cursors.restarted(key) }
        guard error == nil else { return conversation.fail(error) }
        conversation.send(.committed(commit))
        conversation.engine.eventSignal.notify()
        switch commit {
        case .endReport, .failReport, .endReconcile: conversation.engine.compareTurnsChanged()
        default: break
        }
      }
    }
  }

  /// In log entries: a thousand users in one transaction at most. Fewer of them change the same pages again and again;
  /// more of them have operators wait.
  private static let takeInWeight = 4

  private func takeIn(_ pulled: [PulledUser], _ log: LogID, _ key: SessionKey, at now: Int64) {
    let read = Answered<[UserID: TakenIn]>()
    let started = engine.uptime()
    run(weight: pulled.count * Self.takeInWeight) {
      try read.set($0.takeIn(pulled, log: log, session: key, at: now))
    } then: { conversation, error in
      if let results = read.value, error == nil {
        let duration = conversation.engine.uptime() - started
        for result in results.values { conversation.engine.metrics.merged(result.outcome, in: duration) }
        conversation.send(.tookIn(results, log: log))
        conversation.engine.eventSignal.notify()
      } else if error as? StoreError == .sessionEnded {
        conversation.fail(error)
      } else if pulled.count > 1 {
        // Nothing of it was stored: whose record cannot be is found one by one, and the others go on.
        for user in pulled { conversation.takeIn([user], log, key, at: now) }
      } else if let user = pulled.first, let record = user.record {
        conversation.send(.takeInFailed(user.id, record, reason: error.map { "\($0)" } ?? ""))
      } else {
        conversation.fail(error)
      }
    } durable: { [engine] in
      // The other devices do not wait until this one has heard of it.
      if read.value?.values.contains(where: { $0.changed != nil }) ?? false { engine.changedByCommit() }
    }
  }

  /// Transient failures back off with jitter without limit (SEND-7).
  private func postponed(_ commit: DeviceDriver.Commit, from now: Int64) -> DeviceDriver.Commit {
    guard case .outcomes(let outcomes, let cursor) = commit else { return commit }
    let later = outcomes.map { outcome in
      guard case .postponed = outcome.status else { return outcome }
      let time = now + engine.backoff(after: outcome.task?.attempts ?? 0)
      return WriteOutcome(
        user: outcome.user, isRemoval: outcome.isRemoval, status: .postponed(until: time), task: outcome.task)
    }
    return .outcomes(later, cursor: cursor)
  }
}

extension DeviceDriver.Commit {
  /// The store's method for it. Pulls and pages of a compare have a result and are performed by the conversation.
  func perform(_ transaction: WriteTransaction, _ session: SessionKey, at now: Int64) throws {
    switch self {
    case .takeIn(let pulled, let log): _ = try transaction.takeIn(pulled, log: log, session: session, at: now)
    case .beginReconcile: try transaction.beginReconcile(session: session, at: now)
    case .reconcile(let page): _ = try transaction.reconcile(page, session: session, at: now)
    case .endReport(let compared, let isDeep):
      try transaction.keep(compared, isDeep: isDeep, session: session, at: now)
    case .failReport(let reason): try transaction.failCompare(reason: reason, session: session, at: now)
    case .quarantine(let user, let reason, let log):
      try transaction.quarantine(user, reason: reason, log: log, session: session, at: now)
    case .saveFailed(let user, let record, let reason):
      try transaction.saveFailed(user, record: record, reason: reason, session: session, at: now)
    case .postponePull(let user): try transaction.postponePull(of: user, until: now + 5000, session: session)
    case .outcomes(let outcomes, _): try transaction.record(outcomes, session: session, at: now)
    case .dropPointless(let users): try transaction.dropPointless(users, session: session)
    case .closeGaps(let users, let end, let isLast):
      try transaction.closeGaps(users, through: end, isLast: isLast, session: session, at: now)
    case .endReconcile(let reason, let cursor, let wasEmpty, let compared):
      try transaction.endReconcile(reason, cursor: cursor, wasEmpty: wasEmpty, session: session)
      try transaction.noteCompared(compared, session: session, at: now)
    case .checkLastEntry(let entry): try transaction.checkLastEntry(entry, session: session, at: now)
    case .adjustLine: try transaction.adjustLine(session)
    case .noteClock(let before): try transaction.noteClock(skew: ClockSkew.seconds(before, at: now), session: session)
    case .stop(let reason): try transaction.stop(session, reason: reason, at: now)
    }
  }
}
