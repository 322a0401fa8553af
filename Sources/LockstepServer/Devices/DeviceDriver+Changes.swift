import LockstepCore
import LockstepStore

/// What was changed of what concerns one device.
struct Changes: Sendable {
  /// What was changed up to here is not among them.
  let from: Revision
  let through: Revision
  let writes: [PendingWrite]
}

/// How far the device is, and changes that were looked up for all devices at once.
extension DeviceDriver {
  /// Up to here the device has, or is being written, whatever concerns it; nil if it has to look.
  private var known: Revision? {
    guard !isAlone, survey == nil, reading.isEmpty, ahead.isEmpty, reportRequests.isEmpty, !hasBacklog,
      let standing, standing.gap == nil
    else { return nil }
    guard isWriting else { return cursor }
    return hasFoundAll ? later?.through ?? writing : nil
  }

  /// Above which revision what concerns this device is to be told with ``Event/changes(_:)``, so that no look of its own is
  /// needed: it has what was changed before, and waits for nothing. Nil if it has to look.
  func wants(_ changes: ChangeBatch) -> Revision? {
    guard changes.plain.contains(device) else { return nil }
    if isLooking { return changes.from }
    return follows(from: changes.from, through: changes.head)
  }

  /// It looks once what is being written is done. What is told until then is found by that look.
  var willLook: Bool { isWriting && !hasFoundAll }

  /// What it has already, if nothing lies between that and the changes: also where the last look may have seen more than
  /// the changes, such as that the device was suspended, it has to look.
  private func follows(from: Revision, through head: Revision) -> Revision? {
    guard let known, from <= known, let standing, head > standing.head || head <= known else { return nil }
    return known
  }

  mutating func changed(_ changes: Changes) -> [Action] {
    if isLooking {
      guard !wantsLook else { return [] }
      told.append(changes)
      return told.reduce(0) { $0 + $1.writes.count } < WorkQuery.mostTold ? [] : look()
    }
    guard !willLook else { return [] }
    guard let known = follows(from: changes.from, through: changes.through) else { return look() }
    // What is older than the last look was seen by it.
    guard changes.through > known else { return [] }
    lineHead = changes.through
    let writes = changes.writes.filter { $0.revision > known }
    var batch = later ?? Batch()
    let again = Set(writes.map(\.user))
    batch.writes = batch.writes.filter { !again.contains($0.user) } + writes
    batch.through = changes.through
    // More than one message should have: a look takes as many as it may.
    guard batch.writes.count < WorkQuery.mostTold,
      batch.writes.reduce(0, { $0 + $1.state.count }) < WorkQuery.mostBytes
    else { return look() }
    guard isWriting else {
      hasFoundAll = true
      return write(batch)
    }
    later = batch
    return []
  }

  mutating func advance(to revision: Revision) {
    guard revision > cursor else { return }
    cursor = revision
    ahead = ahead.filter { $0.value > revision }
    equalContent = equalContent.filter { $0.value.revision > revision }
  }

  /// The target was computed anew: the cursor goes on from its revision (MODE-5). A look under way has begun at another
  /// one, and may see already that the compare is over: it would pass whatever lies between.
  mutating func restart(at revision: Revision) {
    cursor = revision
    isLookVoid = isLooking
    forgetPrepared()
    (lineHead, revoked) = (0, 0)
    ahead = [:]
    equalContent = [:]
  }
}

extension Work {
  /// Nothing but changes up to the head, and nothing that could go on after them.
  var isAll: Bool {
    through == standing.head && removals.isEmpty && pulls.isEmpty && pointless.isEmpty && nextAt == nil
      && writes.allSatisfy { $0.task == nil } && !hasOpenEntries && standing.hold == nil && standing.reconcile == nil
      && standing.gap == nil && !standing.isCompareDue
  }
}
