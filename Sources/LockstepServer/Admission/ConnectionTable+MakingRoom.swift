/// Who makes room for one more stranger when there are too many.
///
/// Whoever has something to prove does so in a moment, so that of an address the one goes that has been silent for
/// longest. Of addresses those come first from which nobody has proved anything: with many of them, of few connections
/// each, somebody could else put out the doors of a house behind one address, which has most. Among them it is the one
/// that has most.
extension ConnectionTable {
  /// Of strangers, who may go.
  enum Patience {
    /// Who is not being answered, or for too long already.
    case idle
    case busy
    /// Who is not being answered, even one that had no time yet to prove anything.
    case silent
    /// Even one that had no time yet to prove anything.
    case young
  }

  /// An address that has strangers.
  private struct Candidate {
    let address: PeerAddress?
    /// How many strangers it has.
    let weight: Int
    let number: UInt64

    /// Of addresses that have as many, who is not being answered goes first; then whoever came first.
    func goesBefore(_ other: Candidate, isIdle: Bool, otherIsIdle: Bool) -> Bool {
      if weight != other.weight { return weight > other.weight }
      if isIdle != otherIsIdle { return isIdle }
      return number < other.number
    }
  }

  func whoMakesRoom(for address: PeerAddress?, at now: Duration) -> ID? {
    let own = groups[address]?.strangers.count ?? 0
    var (strange, familiar, count): ([Candidate], [Candidate], Int) = ([], [], 0)
    for (address, group) in groups where !group.strangers.isEmpty {
      let candidate = Candidate(address: address, weight: group.strangers.count, number: group.number)
      if group.isFamiliar(at: now) {
        familiar.append(candidate)
      } else {
        strange.append(candidate)
        count += candidate.weight
      }
    }
    if isFamiliar(address, at: now) {
      // Whoever else is there, and however few they are.
      return find(in: strange, atLeast: 0, busyFrom: 0, at: now)
        ?? find(in: strange, atLeast: 0, busyFrom: 0, evenYoung: true, at: now)
        ?? find(in: familiar, atLeast: own, busyFrom: own + 1, at: now)
    }
    if let found = find(in: strange, atLeast: own, busyFrom: own + 1, at: now) { return found }
    // Both kinds have half of the places, where they need them.
    return count < limits.mostStrangers / 2 ? find(in: familiar, atLeast: own + 1, busyFrom: .max, at: now) : nil
  }

  /// - Parameters:
  ///   - least: how many strangers an address has to have.
  ///   - busy: how many it has to have for one to go that is being answered.
  private func find(
    in candidates: [Candidate], atLeast least: Int, busyFrom busy: Int, evenYoung: Bool = false, at now: Duration
  ) -> ID? {
    var found: (id: ID, candidate: Candidate, isIdle: Bool)?
    func look(_ candidate: Candidate, isIdle: Bool, _ patience: Patience) -> Bool {
      // Most are ruled out before anybody of them is looked at.
      if let found, !candidate.goesBefore(found.candidate, isIdle: isIdle, otherIsIdle: found.isIdle) { return false }
      guard let id = oldest(of: candidate.address, patience, at: now) else { return false }
      found = (id, candidate, isIdle)
      return true
    }
    for candidate in candidates where candidate.weight >= least {
      if look(candidate, isIdle: true, evenYoung ? .young : .idle) { continue }
      if candidate.weight >= busy, !evenYoung { _ = look(candidate, isIdle: false, .busy) }
    }
    return found?.id
  }

  /// The stranger of an address that has been silent for longest.
  func oldest(of address: PeerAddress?, _ patience: Patience, at now: Duration) -> ID? {
    var found: (id: ID, number: UInt64)?
    for id in groups[address]?.strangers ?? [] {
      guard let peer = peers[id], mayGo(peer, patience, at: now), peer.number < found?.number ?? .max else { continue }
      found = (id, peer.number)
    }
    return found?.id
  }

  private func mayGo(_ peer: Peer, _ patience: Patience, at now: Duration) -> Bool {
    if patience == .young { return true }
    if patience == .silent { return peer.standing == .stranger }
    guard now - peer.since >= limits.grace else { return false }
    guard patience == .idle, case .busyStranger(let since) = peer.standing else { return true }
    return now - since >= limits.longestBusy
  }
}
