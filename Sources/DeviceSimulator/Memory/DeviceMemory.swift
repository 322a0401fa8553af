public import DeviceProtocol
public import LockstepCore

/// Everything that a simulated terminal knows: its users, its event log, its key and its settings. A value: what happens
/// at the terminal and what the server asks are functions of it, with the time given. Copies are cheap.
///
/// Its canonical bytes, checks and digests are its own, apart from those of the server.
public struct DeviceMemory: Sendable {
  public let device: DeviceID
  public let model: String
  public let firmware: String
  /// Of the Ed25519 key pair, 32 bytes.
  public internal(set) var keySeed: [UInt8]
  public internal(set) var capabilities: Capabilities
  /// How many users it can hold.
  public internal(set) var userCapacity: Int
  public internal(set) var log: RingLog
  public internal(set) var epoch: Epoch
  /// Seconds that its clock is ahead of the true time.
  public internal(set) var clockOffset: Int64
  var users: [UserID: StoredUser] = [:]
  /// Each card number belongs to one user, across kinds.
  var cardHolders: [CardNumber: UserID] = [:]
  /// Users deleted at the device, with the log ID of the deletion.
  var deletions: [UserID: LogID] = [:]
  /// The log ID of *delete all* at the device: a deletion mark for everybody. 0 if there was none.
  var deletionOfAll: LogID = 0
  /// Of the last welcome; empty before the first.
  var digestKey: [UInt8] = []
  /// The fingerprint of the authority of the server that registered this device over TLS; empty before. No other server is
  /// spoken to from then on (SEC-1).
  public internal(set) var pinnedAuthority: [UInt8] = []
  /// The sum of the users' digests, kept up to date with every change.
  var digestSum: UInt128 = 0
  var random: SimulatedRandom

  /// An empty device that was never connected.
  ///
  /// - Parameter seed: of the device's random numbers: its key pair and its epochs.
  public init(
    device: DeviceID, seed: UInt64, capabilities: Capabilities = .full, userCapacity: Int = 100_000,
    logCapacity: Int = 10_000, clockOffset: Int64 = 0, model: String = "Simulated Terminal", firmware: String = "1.0"
  ) {
    self.device = device
    self.model = model
    self.firmware = firmware
    self.capabilities = capabilities
    self.userCapacity = userCapacity
    self.clockOffset = clockOffset
    log = RingLog(capacity: logCapacity)
    random = SimulatedRandom(seed: seed ^ UInt64(device.number) << 32)
    keySeed = random.bytes(32)
    epoch = random.next()
  }

  /// How many users it holds.
  public var userCount: Int { users.count }

  /// The IDs of its users, by their bytes.
  public var userIDs: [UserID] { users.keys.sorted() }

  public func holds(_ user: UserID) -> Bool { users[user] != nil }

  /// A user as the device holds it.
  public func user(_ user: UserID) -> DeviceRecord? {
    users[user].map {
      DeviceRecord(record: $0.record, base: $0.base, isEdited: $0.isEdited, editMark: $0.editMark)
    }
  }

  /// Every user as the device holds it, by ID.
  public var allUsers: [DeviceRecord] { userIDs.compactMap { user($0) } }

  /// The log ID of a deletion at the device of a user that it does not hold, 0 for none.
  public func deletionMark(of user: UserID) -> LogID { max(deletions[user] ?? 0, deletionOfAll) }

  /// The device's own clock.
  public func time(at now: Int64) -> Int64 { now + clockOffset }

  /// What the device says of itself when it connects.
  ///
  /// - Parameter nonce: 32 random bytes.
  public func hello(nonce: [UInt8], at now: Int64) -> Hello? {
    guard let key = DeviceKey(seed: keySeed) else { return nil }
    let bases = users.values.compactMap(\.base)
    let server = serverOfMost(bases)
    let own = bases.filter { $0.server == server }
    return Hello(
      device: device, publicKey: key.publicKey, model: model, firmware: firmware, epoch: epoch,
      firstLogID: log.firstID, lastLogID: log.firstID == 0 ? 0 : log.lastID, server: server,
      highestRevision: own.map(\.revision).max() ?? 0, highestIncarnation: own.map(\.incarnation).max() ?? 0,
      userCount: users.count, capabilities: capabilities, userCapacity: userCapacity, nonce: nonce,
      time: time(at: now))
  }

  /// A device that was moved from one server to another may hold users of both: it names the server of most.
  private func serverOfMost(_ bases: [Base]) -> ServerID? {
    let counts = Dictionary(bases.map { ($0.server, 1) }, uniquingKeysWith: +)
    return counts.max {
      $0.value != $1.value ? $0.value < $1.value : $0.key.bytes.lexicographicallyPrecedes($1.key.bytes)
    }?.key
  }
}
