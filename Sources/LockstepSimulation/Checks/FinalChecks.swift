import DeviceSimulator
import LockstepCore
import LockstepStore

/// What must be true of a world at rest.
struct FinalChecks {
  private let world: World

  init(_ world: World) { self.world = world }

  /// - Throws: ``Violation``.
  func run() throws {
    guard let store = world.server.store else { throw Violation("the server is not there") }
    try checkLogs(store)
    try checkContent()
    try checkNothingWaits(store)
    try checkCompares(store)
    try checkBounds(store)
    if let people = world.people {
      try people.ledger.checkPeople(PeopleLedger.Scene(store, project: people.project, at: world.scheduler.now))
    }
    guard world.server.connections == world.terminals.count else {
      throw Violation("\(world.server.connections) connections of \(world.terminals.count) devices")
    }
  }

  /// LOG-2: what was acknowledged is there.
  private func checkLogs(_ store: Store) throws {
    for terminal in world.terminals where !terminal.acknowledged.isEmpty {
      let id = terminal.id
      let events = try store.read { try $0.events(EventQuery(device: id, kind: .log, limit: 1_000_000)) }
      var stored: [Epoch: [LogID: StoredEvent]] = [:]
      for event in events {
        if let epoch = event.epoch, let log = event.log { stored[epoch, default: [:]][log] = event }
      }
      for (epoch, entries) in terminal.acknowledged.sorted(by: { $0.key < $1.key }) {
        for entry in entries.values.sorted(by: { $0.id < $1.id }) {
          guard let event = stored[epoch]?[entry.id] else {
            let there = stored[epoch]?.keys.sorted() ?? []
            throw Violation(
              "entry \(entry.id) (code \(entry.code)) of device \(id), epoch \(epoch), was acknowledged, and is lost; there are \(there)"
            )
          }
          guard event.code == entry.code, (event.user ?? "") == entry.user else {
            guard !world.ledger.putBack.contains(id) else { continue }
            throw Violation("entry \(entry.id) of device \(id) is stored as another one")
          }
        }
      }
    }
  }

  /// VERIFY-5, by reading what each device holds, and without the server's own idea of it.
  ///
  /// - Throws: ``Violation``.
  func checkContent() throws {
    guard let store = world.server.store else { return }
    let (users, devices, entries, mode) = try store.read { store in
      (
        try store.users(limit: 10_000), try store.devices(registered: true),
        try store.entries(EntryQuery(limit: 100_000)), try store.mode()
      )
    }
    guard mode.scope != .none else { return }
    let groups = try store.read {
      Dictionary(uniqueKeysWithValues: try $0.accessGroups(limit: 1000).map { ($0.name, $0.id) })
    }
    for device in devices where device.hold == nil {
      guard let terminal = world.terminals.first(where: { $0.id == device.id }), !terminal.liesInDigests else {
        continue
      }
      let own = Set(device.accessGroups.compactMap { groups[$0] })
      let open = entries.filter { $0.device == device.id }
      var expected: [UserID: UserRecord] = [:]
      for user in users where mode.scope == .all || !own.isDisjoint(with: user.record.rights.accessGroups) {
        expected[user.record.id] = user.record
      }
      var content = DeviceContent(terminal: terminal, expected: expected, open: open, byHand: world.ledger.byHand)
      content.mayBeEdited = world.ledger.wasOff
      try content.check()
    }
  }

  private func checkNothingWaits(_ store: Store) throws {
    let mode = try store.read { try $0.mode() }
    guard mode.scope != .none else { return }
    for device in try store.read({ try $0.devices(registered: true) }) where device.hold == nil {
      guard let terminal = world.terminals.first(where: { $0.id == device.id }), !terminal.liesInDigests else {
        continue
      }
      guard device.pending.count == 0 else {
        throw Violation("\(device.pending.count) changes still wait for device \(device.id)")
      }
    }
  }

  /// VERIFY-1 to -3: the last compare of each device found nothing that is not open, and the one that lies is told.
  private func checkCompares(_ store: Store) throws {
    let (devices, compares, mode) = try store.read {
      (try $0.devices(registered: true), try $0.compares(), try $0.mode())
    }
    guard mode.scope != .none, !world.ledger.wasOff else { return }
    for device in devices where device.hold == nil {
      guard let terminal = world.terminals.first(where: { $0.id == device.id }),
        let compare = compares.first(where: { $0.device == device.id })
      else { continue }
      let isSound = compare.isEqual == true
      if terminal.liesInDigests {
        // Where everybody is left out there is nothing to lie about.
        guard !isSound || compare.same == 0 else {
          throw Violation("device \(device.id) lies about its digests, and was found equal")
        }
        // It is told of: by what the compare has found, by why it could not be made, or by an entry of its own.
        let entries = try store.read { try $0.entries(EntryQuery(limit: 100_000)) }.filter { $0.device == device.id }
        guard isSound || compare.isEqual == false || !compare.failure.isEmpty || !entries.isEmpty else {
          throw Violation("device \(device.id) lies about its digests, and nobody is told")
        }
      } else if !isSound, terminal.memory.userCapacity >= 1000,
        !world.ledger.byHand.contains(where: { $0.device == device.id })
      {
        let found = compare.counts.filter { $0.value > 0 }.map { "\($0.value) \($0.key.rawValue)" }.sorted()
        throw Violation("device \(device.id) is at rest, and its compare finds \(found) \(compare.failure)")
      }
    }
  }

  /// DEL-5: what is kept for devices that were away is gone once all of them have come; nothing grows with time.
  private func checkBounds(_ store: Store) throws {
    let (mode, devices, entries, kept) = try store.read {
      (
        try $0.mode(), try $0.devices(registered: true), try $0.entries(EntryQuery(limit: 100_000)),
        try $0.keptForDevices()
      )
    }
    guard mode.scope != .none, !devices.contains(where: { $0.hold != nil || $0.pending.count > 0 }) else { return }
    guard kept.tombstones == 0, kept.leavings == 0 else {
      throw Violation(
        "every device has everything, and \(kept.tombstones) tombstones, \(kept.leavings) leavings are kept")
    }
    // Whom a transfer by hand put somewhere no cursor tells of.
    guard kept.superseded == 0 || !entries.isEmpty || !world.ledger.byHand.isEmpty else {
      throw Violation("every device has everything, and \(kept.superseded) superseded values are kept")
    }
  }
}
