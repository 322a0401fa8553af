import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore

/// What happens in a world from outside.
extension World {
  func giveInput() throws {
    if people != nil, chance.once(in: 3) { return try givePeopleInput() }
    let kind = chance.number(1...100)
    switch kind {
    case 1...18: try enrol(at: chance.pick(terminals))
    case 19...38: try edit(nil, at: chance.pick(terminals))
    case 39...43: deleteUser(at: chance.pick(terminals))
    case 44...52: try addUser()
    case 53...68: try changeUser(someUser())
    case 69...74: try deleteUser(someUser()?.record.id)
    case 75...76: try restoreUser()
    case 77...82: try decideSomething()
    case 83...84: try transferByHand()
    case 85...86: try changeMode()
    case 87...88: try changeDevice()
    default: try goWrong()
    }
  }

  private func deleteUser(at terminal: SimulatedTerminal) {
    let now = scheduler.now / 1000
    if plan.resets, chance.once(in: 12) {
      trace.note("device \(terminal.id): deletes all")
      terminal.memory.deleteAll(at: now)
      terminal.forgetEdits()
    } else if let id = chance.pickOne(terminal.memory.userIDs) {
      trace.note("device \(terminal.id): deletes \(id)")
      _ = try? terminal.memory.delete(id, at: now)
      terminal.forgetEdits(of: id)
    }
    terminal.pump()
  }

  // MARK: Operators

  private var source: Source { .operator("operator") }

  private func someUser() -> ServerUser? {
    guard let store = server.store else { return nil }
    return chance.pickOne((try? store.read { try $0.users(limit: 1000) }) ?? [])
  }

  private func addUser() throws {
    guard let id = someID() else { return }
    var record = someRecord(id)
    record.rights.setAccessGroups(someGroups())
    let (now, source, added) = (scheduler.now, source, record)
    try operate("adds \(id)") { _ = try $0.addUser(added, source: source, at: now) }
  }

  private func changeUser(_ user: ServerUser?, takesAway: Bool = false) throws {
    guard let user else { return }
    var (record, isProtected) = (user.record, user.isProtected)
    switch chance.number(1...5) {
    case _ where takesAway: takeAway(&record)
    case 1 where chance.once(in: 5): isProtected.toggle()
    case 1: record.rights.setAccessGroups(someGroups())
    case 2: record.rights.isDisabled.toggle()
    case 3: record.rights.end = chance.once(in: 2) ? 0 : scheduler.now / 1000 + Int64(chance.number(60...9_000_000))
    default: change(&record)
    }
    let (now, source, changed, id) = (scheduler.now, source, (record: record, isProtected: isProtected), user.record.id)
    let saved = try operate("changes \(id)") {
      try $0.changeUser(id, source: source, at: now) { ($0.record, $0.isProtected) = changed }
    }
    guard saved != nil, let after = try? server.store?.read({ try $0.user(id) }) else { return }
    guard after.record == record, after.isProtected == isProtected else {
      throw Violation("what an operator saved of user \(id) is not there")
    }
  }

  /// The same user is changed by an operator and at a terminal that is away: neither knows of the other.
  private func cross(at terminal: SimulatedTerminal) throws {
    guard let id = chance.pickOne(terminal.memory.userIDs) else { return }
    trace.note("device \(terminal.id) goes away")
    terminal.switchOff()
    scheduler.after(Int64(chance.number(0...60_000))) { terminal.switchOn() }
    try editOften(id, at: terminal)
    let user = try? server.store?.read { try $0.user(id) }
    try chance.once(in: 5) ? deleteUser(user?.record.id) : changeUser(user, takesAway: chance.once(in: 2))
    try editOften(id, at: terminal)
  }

  /// Once or not at all; where logs are small, so often that entries are overwritten before the server has them.
  private func editOften(_ id: UserID, at terminal: SimulatedTerminal) throws {
    for _ in 0..<chance.number(0...(plan.smallLogs ? 6 : 1)) {
      try edit(chance.once(in: 2) ? id : nil, at: terminal)
    }
  }

  private func deleteUser(_ id: UserID?) throws {
    guard let id else { return }
    let now = scheduler.now
    try operate("deletes \(id)") { try $0.deleteUser(id, at: now) }
  }

  private func restoreUser() throws {
    guard let store = server.store,
      let deleted = chance.pickOne((try? store.read { try $0.restorableUsers(limit: 100) }) ?? [])
    else { return }
    let (now, source) = (scheduler.now, source)
    try operate("restores \(deleted.id)") { _ = try $0.restoreUser(deleted.id, source: source, at: now) }
  }

  private func decideSomething() throws {
    guard let store = server.store,
      let entry = chance.pickOne((try? store.read { try $0.entries(EntryQuery(limit: 1000)) }) ?? [])
    else { return }
    if entry.kind == .firstContact || entry.kind == .replacedOrImitated, chance.once(in: 2) { return }
    try decide(entry)
  }

  private func transferByHand() throws {
    guard let user = someUser()?.record.id else { return }
    let device = chance.pick(terminals).id
    let (removes, overwrites, now) = (chance.once(in: 3), chance.once(in: 2), scheduler.now)
    let done = try operate("transfers \(user) by hand to \(device), removes \(removes), overwrites \(overwrites)") {
      try $0.addTransfer([user], to: [device], removes: removes, overwrites: overwrites, at: now)
    }
    if done != nil { ledger.byHand.insert(.init(device: device, user: user)) }
  }

  private func changeMode() throws {
    let (mode, now) = (chance.pick(plan.modes), scheduler.now)
    try operate("sets mode \(mode.rawValue)") { _ = try $0.setMode(mode, at: now) }
    if !mode.takesUserUpdatesFromDevices { ledger.wasOff = true }
  }

  private func changeDevice() throws {
    let device = chance.pick(terminals).id
    let (groups, now) = (someGroups(), scheduler.now)
    if plan.resets, chance.once(in: 8) {
      let done: Void? = try operate("removes device \(device)") { try $0.removeDevice(device, at: now) }
      if done != nil { server.engine?.disconnect(device) }
    } else {
      try operate("puts device \(device) into \(groups)") { try $0.changeDevice(device, accessGroups: groups) }
      ledger.groups[device, default: []].formUnion(groups)
    }
  }

  // MARK: Faults

  private func goWrong() throws {
    let terminal = chance.pick(terminals)
    let now = scheduler.now / 1000
    switch chance.number(1...12) {
    case 1, 2:
      trace.note("device \(terminal.id) goes away")
      terminal.switchOff()
      scheduler.after(Int64(chance.number(0...300_000))) { terminal.switchOn() }
    case 3: terminal.lostAnswers += chance.number(1...2)
    case 4 where plan.smallLogs:
      trace.note("device \(terminal.id): log IDs jump")
      terminal.memory.skipLogIDs(UInt32(chance.number(1...5)))
    case 5: terminal.memory.moveClock(by: Int64(chance.number(-90_000_000...90_000_000)))
    case 6 where plan.resets:
      switch chance.number(1...4) {
      case 1: terminal.memory.clearLog(at: now)
      case 2: terminal.memory.resetDatabase(at: now)
      case 3: terminal.memory.resetToFactory(at: now)
      default: try putBack(terminal)
      }
      terminal.forgetEdits()
      trace.note("device \(terminal.id): reset, epoch \(terminal.memory.epoch)")
      terminal.comeAgain()
    case 7 where plan.crashes, 8 where plan.crashes: try crash()
    case 9 where plan.failingDisk:
      server.disk.fail(
        chance.pick([.write, .sync, .read]), with: chance.pick([.inputOutput, .noSpaceLeft]),
        after: chance.number(0...20), times: chance.number(1...3))
    case 10 where plan.crashes:
      // Somewhere between two durable steps, within one, or not at all.
      server.disk.cutPower(after: chance.number(0...40))
      scheduler.after(Int64(chance.number(0...20_000))) { try? self.crash() }
    case 11 where plan.restores: try restore()
    default: try cross(at: terminal)
    }
  }

  private func crash() throws {
    guard server.isUp else { return }
    server.crash(seed: chance.next())
    scheduler.after(Int64(chance.number(0...30_000))) {
      if !self.server.isUp { try? self.server.start() }
      if !self.ledger.restarted(self.server.store) { self.violate("a committed change was lost by a crash") }
    }
  }

  /// The device's memory is put back to what it was some time ago (LOG-4).
  private func putBack(_ terminal: SimulatedTerminal) throws {
    let old = terminal.memory
    guard let id = chance.pickOne(terminal.memory.userIDs) else { return }
    _ = try? terminal.memory.edit(id, [.name("Later")], at: scheduler.now / 1000)
    if let held = terminal.memory.user(id) { ledger.gave(held.record, over: nil, base: held.base, at: terminal.id) }
    terminal.pump()
    try advance(Int64(chance.number(0...3000)))
    terminal.memory = old
    ledger.putBack.insert(terminal.id)
  }

  private func restore() throws {
    guard server.isUp else { return }
    // A server whose disk fails as it starts does not start: that is another thing to happen than this one.
    server.disk.clearFailures()
    if backups.isEmpty || chance.once(in: 2) {
      server.shutDown()
      backups.append(Backup(disk: server.disk.snapshot(), people: people?.ledger))
    } else {
      trace.note("an older database is put back")
      let backup = chance.pick(backups)
      server.replaceDisk(SimulatedDisk(backup.disk, seed: chance.next()))
      for terminal in terminals { terminal.forgetAcknowledged() }
      ledger.isRestored = true
      if let ledger = backup.people { people?.ledger = ledger }
    }
    try server.start()
    ledger.restarted(server.store)
  }
}
