/// Who is connected to a port, and who may be. A value: which connection came, and when, goes in; who is let in, and who
/// has to make room, comes out.
///
/// Strangers cannot lock out those who are known. Who has to make room when there are too many strangers:
/// `ConnectionTable+MakingRoom.swift`.
struct ConnectionTable<ID: Hashable & Sendable>: Sendable {
  enum Standing: Hashable, Sendable {
    case stranger
    /// It is being answered since then: it makes room only for an address that has fewer, unless it takes too long.
    case busyStranger(since: Duration)
    /// A device that nobody has registered, with its key.
    case waiting(claim: String)
    /// Somebody has proved to be at its other end. So many requests have come since the last proof.
    case known(holder: String, unproved: Int)

    var isStranger: Bool {
      switch self {
      case .stranger, .busyStranger: true
      case .waiting, .known: false
      }
    }
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

  enum Waiting: Hashable, Sendable {
    case waits
    /// In the place of another of the same device, which is to be closed.
    case replaces(ID)
    case tooMany
  }

  struct Peer: Sendable {
    /// Nil for one that many share.
    let address: PeerAddress?
    /// Rises with each coming and each word: who has the lowest was silent for longest.
    var number: UInt64
    /// Silent since then.
    var since: Duration
    var standing: Standing
  }

  /// Connections of one address.
  struct Group: Sendable {
    /// Of its first connection.
    let number: UInt64
    var strangers: Set<ID> = []
    var waiting = 0
    var known = 0
    /// After the last of those who are known has gone.
    var familiarUntil: Duration

    var isEmpty: Bool { strangers.isEmpty && waiting == 0 && known == 0 }

    /// Somebody has proved there who they are, and not long ago.
    func isFamiliar(at now: Duration) -> Bool { known > 0 || now < familiarUntil }
  }

  let limits: ConnectionLimits
  private(set) var peers: [ID: Peer] = [:]
  private(set) var groups: [PeerAddress?: Group] = [:]
  /// How many connections of each holder are known.
  private var holders: [String: Int] = [:]
  /// Of devices that wait, their connections.
  private var claims: [String: ID] = [:]
  private var familiar: FamiliarAddresses
  private var last: UInt64 = 0
  private(set) var strangers = 0
  private(set) var known = 0

  init(limits: ConnectionLimits) {
    self.limits = limits
    familiar = FamiliarAddresses(most: limits.mostFamiliar, memory: limits.familiarFor)
  }

  var count: Int { peers.count }

  var waiting: Int { claims.count }

  var busyStrangers: Int { strangers - peers.values.count { $0.standing == .stranger } }

  func isFamiliar(_ address: PeerAddress?, at now: Duration) -> Bool {
    groups[address]?.isFamiliar(at: now) ?? (now < familiar.end(of: address))
  }

  /// Where a connection comes from; nil once it is gone.
  func origin(of id: ID, at now: Duration) -> ConnectionOrigin? {
    peers[id].map { ConnectionOrigin(address: $0.address, isFamiliar: isFamiliar($0.address, at: now)) }
  }

  // MARK: Coming and going

  mutating func admit(_ id: ID, from address: PeerAddress?, at now: Duration) -> Admission {
    var victim: ID?
    if address != nil, groups[address]?.strangers.count ?? 0 >= limits.mostStrangersOfAddress {
      victim = oldest(of: address, .idle, at: now)
      if victim == nil, limits.putsOutYoung, isFamiliar(address, at: now) {
        victim = oldest(of: address, .silent, at: now)
      }
      guard victim != nil else { return .refused(.address) }
    } else if strangers >= limits.mostStrangers || peers.count >= limits.total {
      victim = whoMakesRoom(for: address, at: now)
      guard victim != nil else { return .refused(.full) }
    }
    if let victim { remove(victim, at: now) }
    last += 1
    peers[id] = Peer(address: address, number: last, since: now, standing: .stranger)
    change(address, number: last) { $0.strangers.insert(id) }
    strangers += 1
    return victim.map { .replaces($0) } ?? .admitted
  }

  mutating func remove(_ id: ID, at now: Duration) {
    guard let peer = peers.removeValue(forKey: id) else { return }
    leave(id, peer, at: now)
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

  /// A stranger begins or ends to be answered. Who is known and asks for a long while without a proof is a stranger again.
  mutating func set(_ id: ID, isBusy: Bool, at now: Duration) {
    switch peers[id]?.standing {
    case .stranger, .busyStranger: peers[id]?.standing = isBusy ? .busyStranger(since: now) : .stranger
    case .known(let holder, let unproved) where isBusy:
      peers[id]?.standing = .known(holder: holder, unproved: unproved + 1)
      if unproved >= limits.mostUnproved { becomesStranger(id, at: now) }
    case .known, .waiting, nil: return
    }
  }

  /// Whether this connection could be known. One that waits has a place already.
  func hasRoom(_ id: ID, as holder: String) -> Bool {
    let isWaiting = if case .waiting = peers[id]?.standing { true } else { false }
    let hasPlace = isWaiting || places < limits.most
    guard let own = holders[holder] else { return hasPlace }
    // Where each has one place, the newer connection ends the older and takes its place.
    return limits.mostOfHolder == 1 || (own < limits.mostOfHolder && hasPlace)
  }

  /// Somebody has proved to be at the other end.
  ///
  /// - Returns: false if there is no room: it is a stranger.
  @discardableResult
  mutating func becomesKnown(_ id: ID, as holder: String, at now: Duration) -> Bool {
    guard let peer = peers[id] else { return false }
    if case .known(holder, _) = peer.standing {
      peers[id]?.standing = .known(holder: holder, unproved: 0)
      return true
    }
    // Another one than before has no claim to the place of that one.
    becomesStranger(id, at: now)
    guard hasRoom(id, as: holder), let peer = peers[id] else { return false }
    leave(id, peer, at: now)
    peers[id]?.standing = .known(holder: holder, unproved: 0)
    change(peer.address, number: peer.number) { $0.known += 1 }
    holders[holder, default: 0] += 1
    known += 1
    return true
  }

  /// Who was there is there no more. A request of it is being answered.
  mutating func becomesStranger(_ id: ID, at now: Duration) {
    guard let peer = peers[id], case .known = peer.standing else { return }
    leave(id, peer, at: now)
    peers[id]?.standing = .busyStranger(since: now)
    peers[id]?.since = now
    change(peer.address, number: peer.number) { $0.strangers.insert(id) }
    strangers += 1
  }

  /// - Parameter claim: the device and its key, which it has proved: a newer connection of it takes the older one's place.
  mutating func becomesWaiting(_ id: ID, as claim: String, at now: Duration) -> Waiting {
    guard let peer = peers[id] else { return .tooMany }
    if case .waiting(claim) = peer.standing { return .waits }
    let older = claims[claim]
    if let older {
      remove(older, at: now)
    } else {
      let ofAddress = peer.address == nil ? 0 : groups[peer.address]?.waiting ?? 0
      guard waiting < limits.mostWaiting, ofAddress < limits.mostWaitingOfAddress, places < limits.most else {
        return .tooMany
      }
    }
    leave(id, peer, at: now)
    peers[id]?.standing = .waiting(claim: claim)
    change(peer.address, number: peer.number) { $0.waiting += 1 }
    claims[claim] = id
    return older.map { .replaces($0) } ?? .waits
  }

  /// How many places are taken by those who are known or wait.
  private var places: Int { (limits.mostOfHolder == 1 ? holders.count : known) + waiting }

  private mutating func leave(_ id: ID, _ peer: Peer, at now: Duration) {
    switch peer.standing {
    case .stranger, .busyStranger:
      groups[peer.address]?.strangers.remove(id)
      strangers -= 1
    case .waiting(let claim):
      groups[peer.address]?.waiting -= 1
      claims[claim] = nil
    case .known(let holder, _):
      groups[peer.address]?.known -= 1
      known -= 1
      let left = (holders[holder] ?? 1) - 1
      holders[holder] = left == 0 ? nil : left
      familiar.note(peer.address, at: now)
      groups[peer.address]?.familiarUntil = familiar.end(of: peer.address)
    }
    if groups[peer.address]?.isEmpty == true { groups[peer.address] = nil }
  }

  /// - Parameter number: of a connection of it, where it has no other.
  private mutating func change(_ address: PeerAddress?, number: UInt64, _ body: (inout Group) -> Void) {
    body(&groups[address, default: Group(number: number, familiarUntil: familiar.end(of: address))])
  }
}
