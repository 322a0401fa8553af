/// Who is connected to a port, and who may be. A value: which connection came, and when, goes in; who is let in, and who
/// has to make room, comes out.
///
/// Strangers cannot lock out those who are known. When there are too many of them, the one goes that has been silent for
/// longest among those of the address that has most: whoever has something to prove does so in a moment.
struct ConnectionTable<ID: Hashable & Sendable>: Sendable {
  enum Standing: Hashable, Sendable {
    case stranger
    /// It is being answered: it makes room only for an address that has fewer.
    case busyStranger
    case waiting
    case known

    var isStranger: Bool { self == .stranger || self == .busyStranger }
  }

  enum Refusal: String, Hashable, Sendable, CaseIterable {
    /// The port has no room at all.
    case full
    /// The address has too many strangers.
    case address
  }

  enum Admission: Hashable, Sendable {
    case admitted
    /// In the place of another, which is to be closed.
    case replaces(ID)
    case refused(Refusal)
  }

  private struct Peer: Sendable {
    /// Nil for one that many share.
    let address: PeerAddress?
    /// Rises with each coming and each word: who has the lowest was silent for longest.
    var number: UInt64
    /// Silent since then.
    var since: Duration
    var standing: Standing
  }

  /// Connections of one address.
  private struct Group: Sendable {
    /// Of its first connection.
    let number: UInt64
    var strangers: Set<ID> = []
    var waiting = 0
  }

  private let limits: ConnectionLimits
  private var peers: [ID: Peer] = [:]
  private var groups: [PeerAddress?: Group] = [:]
  private var last: UInt64 = 0
  private(set) var strangers = 0
  private(set) var waiting = 0

  init(limits: ConnectionLimits) { self.limits = limits }

  var count: Int { peers.count }

  var busyStrangers: Int { peers.values.count { $0.standing == .busyStranger } }

  // MARK: Coming and going

  mutating func admit(_ id: ID, from address: PeerAddress?, at now: Duration) -> Admission {
    let own = groups[address]?.strangers.count ?? 0
    var victim: ID?
    if address != nil, own >= limits.mostStrangersOfAddress {
      victim = oldest(of: address, at: now)
      guard victim != nil else { return .refused(.address) }
    } else if strangers >= limits.mostStrangers || peers.count >= limits.most {
      victim = fromHeaviest(than: own, at: now)
      guard victim != nil else { return .refused(.full) }
    }
    if let victim { remove(victim) }
    last += 1
    peers[id] = Peer(address: address, number: last, since: now, standing: .stranger)
    groups[address, default: Group(number: last)].strangers.insert(id)
    strangers += 1
    return victim.map { .replaces($0) } ?? .admitted
  }

  mutating func remove(_ id: ID) {
    guard let peer = peers.removeValue(forKey: id) else { return }
    leave(id, peer)
  }

  // MARK: What becomes of a connection

  /// A stranger has said something whole. Before it is known it has no more to say than a hello and a proof, so that
  /// nobody stays by talking.
  mutating func heard(_ id: ID, at now: Duration) {
    guard peers[id]?.standing.isStranger == true else { return }
    last += 1
    peers[id]?.number = last
    peers[id]?.since = now
  }

  /// A stranger begins or ends to be answered.
  mutating func set(_ id: ID, isBusy: Bool) {
    guard peers[id]?.standing.isStranger == true else { return }
    peers[id]?.standing = isBusy ? .busyStranger : .stranger
  }

  mutating func becomesKnown(_ id: ID) {
    guard let peer = peers[id], peer.standing != .known else { return }
    leave(id, peer)
    peers[id]?.standing = .known
  }

  /// - Returns: false if too many wait already.
  mutating func becomesWaiting(_ id: ID) -> Bool {
    guard let peer = peers[id], peer.standing != .waiting else { return true }
    let ofAddress = peer.address == nil ? 0 : groups[peer.address]?.waiting ?? 0
    guard waiting < limits.mostWaiting, ofAddress < limits.mostWaitingOfAddress else { return false }
    leave(id, peer)
    peers[id]?.standing = .waiting
    groups[peer.address, default: Group(number: peer.number)].waiting += 1
    waiting += 1
    return true
  }

  // MARK: Making room

  private mutating func leave(_ id: ID, _ peer: Peer) {
    switch peer.standing {
    case .stranger, .busyStranger:
      groups[peer.address]?.strangers.remove(id)
      strangers -= 1
    case .waiting:
      groups[peer.address]?.waiting -= 1
      waiting -= 1
    case .known: return
    }
    if let group = groups[peer.address], group.strangers.isEmpty, group.waiting == 0 { groups[peer.address] = nil }
  }

  /// The stranger of an address that has been silent for longest.
  private func oldest(of address: PeerAddress?, evenBusy: Bool = false, at now: Duration) -> ID? {
    let ids = groups[address]?.strangers ?? []
    var found: (id: ID, number: UInt64)?
    for id in ids {
      guard let peer = peers[id], evenBusy || peer.standing == .stranger, now - peer.since >= limits.grace,
        peer.number < found?.number ?? .max
      else { continue }
      found = (id, peer.number)
    }
    return found?.id
  }

  /// - Parameter own: how many strangers the newcomer's address has: it puts out a busy one only where there are more.
  private func fromHeaviest(than own: Int, at now: Duration) -> ID? {
    let heaviest = groups.max {
      ($0.value.strangers.count, $1.value.number) < ($1.value.strangers.count, $0.value.number)
    }
    guard let heaviest, heaviest.value.strangers.count >= own else { return nil }
    return oldest(of: heaviest.key, at: now)
      ?? (heaviest.value.strangers.count > own ? oldest(of: heaviest.key, evenBusy: true, at: now) : nil)
  }
}
