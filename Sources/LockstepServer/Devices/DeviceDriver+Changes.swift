import LockstepCore
import LockstepStore

/// How far the device is, and changes that were looked up for all devices at once.
extension DeviceDriver {
  /// Up to here the device has, or is being written, whatever concerns it; nil if it has to look.
  private var known: Revision? {
    guard !isLooking, !isAlone, survey == nil, reading.isEmpty, ahead.isEmpty, reportRequests.isEmpty, !hasBacklog,
      let standing, standing.gap == nil
    else { return nil }
    guard isWriting else { return cursor }
    return hasFoundAll ? later?.through ?? writing : nil
  }

  /// Above which revision what concerns this device is to be told with ``Event/changes(_:through:)``, so that no look of
  /// its own is needed: it has what was changed before, and waits for nothing. Nil if it has to look: also where the last
  /// look may have seen more than the changes, such as that the device was suspended.
  func wants(_ changes: ChangeBatch) -> Revision? {
    guard changes.plain.contains(device), let known, changes.from <= known, let standing,
      changes.head > standing.head || changes.head <= known
    else { return nil }
    return known
  }

  mutating func changed(_ writes: [PendingWrite], through head: Revision) -> [Action] {
    // What is older than the last look was seen by it.
    guard let known, head > known else { return [] }
    lineHead = head
    guard isWriting else {
      hasFoundAll = true
      return write(Batch(writes: writes, through: head))
    }
    var batch = later ?? Batch()
    let again = Set(writes.map(\.user))
    batch.writes = batch.writes.filter { !again.contains($0.user) } + writes
    batch.through = head
    guard batch.writes.count < WorkQuery.mostUsers,
      batch.writes.reduce(0, { $0 + $1.state.count }) < WorkQuery.mostBytes
    else { return look() }
    later = batch
    return []
  }

  mutating func advance(to revision: Revision) {
    guard revision > cursor else { return }
    cursor = revision
    ahead = ahead.filter { $0.value > revision }
    equalContent = equalContent.filter { $0.value.revision > revision }
  }

  /// The target was computed anew: the cursor goes on from its revision (MODE-5).
  mutating func restart(at revision: Revision) {
    cursor = revision
    forgetPrepared()
    lineHead = 0
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
