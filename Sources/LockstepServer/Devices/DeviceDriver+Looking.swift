import LockstepCore
import LockstepStore

/// Looking for work, and what becomes of what was found.
extension DeviceDriver {
  /// What is looked for: see ``WorkQuery``.
  struct Look: Hashable, Sendable {
    let cursor: Revision
    let revoked: Revision
    let ahead: [UserID: Revision]
    let reading: Set<UserID>
    let wantsPulls: Bool
    let wantsWrites: Bool
    let hasBacklog: Bool
    let lineHead: Revision
  }

  mutating func look() -> [Action] {
    prepared = nil
    hasFoundAll = false
    later = nil
    told = []
    guard !isLooking else {
      wantsLook = true
      return []
    }
    isLooking = true
    wantsLook = false
    return [
      .look(
        Look(
          cursor: next ?? cursor, revoked: revoked, ahead: ahead, reading: reading,
          wantsPulls: !isAlone && reading.count < WorkQuery.mostPulls,
          wantsWrites: !isAlone && (!isWriting || next != nil), hasBacklog: hasBacklog, lineHead: lineHead))
    ]
  }

  mutating func found(_ work: Work) -> [Action] {
    if isVoid(work) { return forgetFound() }
    let told = self.told
    (isLooking, self.told, standing, hasLonePulls) = (false, [], work.standing, work.hasLonePulls)
    if let revoked = work.revoked { self.revoked = max(self.revoked, revoked) }
    // While the scope is being changed the line is not known for good.
    if work.hasRightLine { lineHead = work.standing.reconcile == nil ? work.standing.head : 0 }
    var actions: [Action] = []
    if let time = work.nextAt { actions.append(.wakeAt(time)) }
    // Who fits is counted once nothing is being written.
    if work.needsLine, isWriting { return wantsLook ? actions + look() : actions }
    if work.needsLine {
      isWriting = true
      return actions + [.commit(.adjustLine(head: work.standing.head))]
    }
    if !work.pointless.isEmpty { actions.append(.commit(.dropPointless(work.pointless))) }
    if !hasOldLook { actions += startSurvey(work.standing) }
    hasOldLook = false
    actions += startPulls(work)
    if isWriting {
      prepared = next == nil ? nil : work
      actions += writeAhead()
    } else {
      actions += startWrites(work)
      wantsLook = wantsLook || next != nil || (work.isToGoOn && !isWriting)
      hasFoundAll = work.isAll
    }
    if wantsLook { return actions + look() }
    for changes in told where !isLooking { actions += changed(changes) }
    return actions
  }
}
