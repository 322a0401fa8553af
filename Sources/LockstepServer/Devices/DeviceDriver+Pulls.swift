import DeviceProtocol
import LockstepCore
import LockstepStore

/// Reading users from the device: who is asked for, and what becomes of the answers.
extension DeviceDriver {
  /// What a device was found to hold just as a revision has it.
  struct EqualContent: Equatable {
    let revision: Revision
    /// The entry of its log up to which that was true.
    let log: LogID
  }

  mutating func startPulls(_ work: Work) -> [Action] {
    if work.pullsAlone {
      guard !isWriting, survey == nil, reading.isEmpty, !work.pulls.isEmpty else { return [] }
      isAlone = true
    }
    return ask(for: work.pulls)
  }

  private mutating func ask(for users: [UserID]) -> [Action] {
    let users = users.filter { reading.insert($0).inserted }
    return stride(from: 0, to: users.count, by: WorkQuery.mostReadTogether).map { start in
      let together = Array(users[start..<min(start + WorkQuery.mostReadTogether, users.count)])
      return .ask(.readUsers(together), .pull(together))
    }
  }

  /// Users are read while the entries that ask for them are being stored: the device answers in the time that a commit
  /// takes. Whether what it answers is taken in is decided after them, by what they have caused (MODE-3): nobody waits for a
  /// user who was read without need.
  mutating func readAhead(of entries: [LogEntry]) -> [Action] {
    guard !isAlone, !hasLonePulls, !hasBacklog, let standing, standing.takesUserUpdates, standing.hold == nil else {
      return []
    }
    var users: [UserID] = []
    for entry in entries where entry.origin == .device && entry.code.startsPull && entry.id > storedLog {
      guard users.count + reading.count < WorkQuery.mostPulls else { break }
      guard let user = try? UserID(entry.user), !reading.contains(user), !users.contains(user) else { continue }
      users.append(user)
    }
    return ask(for: users)
  }

  /// What was just stored asks for them, and no look is needed to know that. What does not go now is found by the look
  /// that follows those that are under way.
  mutating func startPulls(_ users: [UserID]) -> [Action] {
    guard !users.isEmpty else { return [] }
    guard !isAlone, !hasBacklog else { return look() }
    return ask(for: Array(users.prefix(max(0, WorkQuery.mostPulls - reading.count))))
  }

  func pulled(_ users: [UserOnDevice], _ log: LogID) -> [Action] {
    var (pulled, actions): ([PulledUser], [Action]) = ([], [])
    for user in users {
      switch user.content {
      case .record(let record): pulled.append(PulledUser(user.user, record))
      case .unknown: pulled.append(PulledUser(user.user, nil))
      case .overLimit(let error): actions.append(.commit(.quarantine(user.user, reason: error.description, log: log)))
      }
    }
    return pulled.isEmpty ? actions : [.commit(.takeIn(pulled, log: log))] + actions
  }

  /// Perhaps they do not fit into one frame together: one at a time.
  func pullRefused(_ users: [UserID]) -> [Action] {
    guard users.count > 1 else { return users.map { .commit(.postponePull($0)) } }
    return users.map { .ask(.readUsers([$0]), .pull([$0])) }
  }

  mutating func tookIn(_ results: [UserID: TakenIn], log: LogID) -> [Action] {
    for (user, result) in results {
      endPull(of: user)
      equalContent[user] = nil
      if case .done(_, let changed?, true) = result {
        equalContent[user] = EqualContent(revision: changed, log: log)
      }
    }
    return lookForPulls()
  }

  /// Several that end together are followed by one look.
  private mutating func lookForPulls() -> [Action] { reading.count > WorkQuery.mostPulls / 2 ? [] : look() }

  mutating func endPull(of user: UserID) {
    reading.remove(user)
    isAlone = false
  }
}
