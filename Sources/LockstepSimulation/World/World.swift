import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore

/// One small world: a server, a few terminals, people and faults, all from one seed.
final class World {
  /// Unix milliseconds.
  static let start: Int64 = 1_800_000_000_000

  let seed: UInt64
  let plan: WorldPlan
  let scheduler: Scheduler
  /// While an input is given, a sequence of the input's own: leaving out another input does not change this one.
  private(set) var chance: Chance
  let trace: Trace
  let sabotage: Sabotage
  let server: SimulatedServer
  let ledger = Ledger()
  private(set) var terminals: [SimulatedTerminal] = []
  private(set) var inputs = 0
  /// The project whose people come and go by a file; nil in most worlds.
  var people: PeopleFiles?
  /// Of times when the server was up.
  var backups: [Backup] = []
  private let only: Set<Int>?
  private var violation: Violation?

  /// - Parameter only: the numbers of the inputs that are given, the first is 1; nil for all.
  init(seed: UInt64, isLarge: Bool, only: Set<Int>?, keepsTrace: Bool, sabotage: Sabotage) {
    (self.seed, self.only) = (seed, only)
    self.sabotage = sabotage
    scheduler = Scheduler(start: Self.start)
    chance = Chance(seed: seed &* 0x9E37_79B9_7F4A_7C15 ^ 0x10C5_7E90)
    trace = Trace(scheduler, keepsLines: keepsTrace)
    plan = WorldPlan(chance, isLarge: isLarge)
    let disk = SimulatedDisk(Template.migrated, seed: chance.next())
    server = SimulatedServer(scheduler, chance, trace, disk: disk, sabotage: sabotage)
  }

  /// - Throws: ``Violation``.
  func run() throws {
    server.committed = { [unowned self] in try check { try ledger.followDevices(server.store, trace) } }
    try server.start()
    try found()
    for number in 1...plan.inputs { try giveInput(number) }
    try settle()
    try FinalChecks(self).run()
  }

  private func giveInput(_ number: Int) throws {
    let (common, own) = (chance, Chance(seed: (seed ^ UInt64(number) << 40) &* 0xD6E8_FEB8_6659_FD93))
    try advance(Int64(own.once(in: 3) ? 0 : own.number(0...plan.longestPause)))
    try failed()
    guard only?.contains(number) ?? true else { return }
    trace.note("input \(number)")
    inputs += 1
    chance = own
    defer { chance = common }
    try giveInput()
  }

  /// Lets everything go: a process runs thousands of worlds.
  func end() {
    scheduler.stop()
    for terminal in terminals { terminal.end() }
    terminals = []
    server.end()
  }

  func advance(_ milliseconds: Int64) throws { try scheduler.run(until: scheduler.now + milliseconds) }

  /// A violation within a step of the scheduler is kept until the step is over.
  private func check(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let found as Violation {
      if violation == nil { violation = found }
      throw found
    }
  }

  /// Something that must never be was seen within a step.
  func violate(_ text: String) {
    if violation == nil { violation = Violation(text) }
  }

  func failed() throws {
    if let violation { throw violation }
  }

  /// What an operator does; nil if it was refused, or there is no server.
  @discardableResult
  func operate<Value: Sendable>(
    _ what: @autoclosure () -> String, _ body: @escaping @Sendable (WriteTransaction) throws -> Value
  ) throws -> Value? {
    trace.note("operator: \(what())")
    try failed()
    let value = try server.operate(body)
    if value != nil { try check { try ledger.followOperator(server.store) } }
    return value
  }

  // MARK: The beginning

  private func found() throws {
    let (groups, mode) = (plan.groups, plan.modes[0])
    ledger.wasOff = !mode.takesUserUpdatesFromDevices
    let now = scheduler.now
    try operate("begins in mode \(mode.rawValue)") { store in
      for number in 1...groups { _ = try store.addAccessGroup(named: "Group \(number)") }
      _ = try store.setMode(mode, at: now)
    }
    try foundProject()
    for number in 1...plan.devices {
      guard let id = DeviceID(UInt32(1000 + number)) else { continue }
      let memory = DeviceMemory(
        device: id, seed: chance.next(), capabilities: capabilities(),
        userCapacity: plan.smallDevices ? chance.number(2...8) : 1000,
        logCapacity: plan.smallLogs ? chance.number(4...20) : 5000,
        clockOffset: Int64(chance.pick([0, 0, 3600, -90_000_000, 200_000_000])))
      let terminal = SimulatedTerminal(memory, in: self)
      terminal.breaksOnceIn = plan.breaksOnceIn
      terminal.slowness = plan.slowness
      terminal.editsOnceIn = plan.editsOnceIn
      terminal.liesInDigests = plan.liar && number == plan.devices && number > 1
      terminals.append(terminal)
      if chance.once(in: 5) { try enrol(at: terminal) }
      terminal.switchOn()
    }
    try advance(2000)
    for terminal in terminals where !chance.once(in: 6) { try register(terminal.id) }
  }

  /// What the terminals of a world can hold.
  static let profiles: [Capabilities] = [
    .full, Capabilities(fingerprintsPerUser: 0, infraredFaces: 0),
    Capabilities(nameBytes: 12, nameCharacters: 6, personalMessage: false, cardsPerUser: 1),
    Capabilities(photoBytes: 0, fingerprintIndexes: false, visualFaces: 0, jobCodes: 0),
  ]

  private func capabilities() -> Capabilities { plan.profiles ? chance.pick(Self.profiles) : .full }

  /// Registers a waiting device, gives it groups, and settles what it came with.
  func register(_ device: DeviceID) throws {
    guard let store = server.store, let row = try? store.read({ try $0.device(device) }) else { return }
    let now = scheduler.now
    let replacement = row.isRegistered
    guard !replacement || row.candidateKey != nil else { return }
    let content: ContentChoice? = chance.pick([nil, .takeOver, .takeOver, .replace])
    let groups = someGroups()
    let enrolment: AccessGroupID? = chance.once(in: 3) ? AccessGroupID(chance.number(1...plan.groups)) : nil
    let done: Void? = try operate("registers \(device)") { store in
      try store.register(device, content: content, replacement: replacement, at: now)
      if !replacement { try store.changeDevice(device, accessGroups: groups, enrolmentGroup: .some(enrolment)) }
    }
    guard done != nil else { return }
    if content == .replace { ledger.replaced.insert(device) }
    if content == .takeOver { tookOver(device) }
    ledger.groups[device, default: []].formUnion(groups + (enrolment.map { [$0] } ?? []))
    server.engine?.registered(device, asReplacement: replacement)
  }

  func someGroups() -> [AccessGroupID] {
    (1...plan.groups).filter { _ in chance.once(in: 2) }.map { AccessGroupID($0) }
  }
}
