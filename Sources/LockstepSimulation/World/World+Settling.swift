import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore

/// How a world comes to rest.
extension World {
  private static let day: Int64 = 86_400_000
  /// So long nothing but signs of life: quiet.
  private static let quiet: Int64 = 600_000

  /// The faults stop, the operator decides what keeps devices from being served, and the world comes to rest.
  func settle() throws {
    trace.note("the faults stop")
    for terminal in terminals {
      terminal.breaksOnceIn = nil
      terminal.editsOnceIn = nil
      terminal.lostAnswers = 0
      terminal.switchOn()
    }
    server.disk.clearFailures()
    if !server.isUp { try server.start() }
    let end = scheduler.now + Self.day
    var isCompared = false
    while scheduler.now < end {
      try advance(Self.quiet)
      try failed()
      let decided = try decideWhatBlocks()
      // Of who was let in since nothing is known by the compare.
      if decided { isCompared = false }
      guard !decided, try isQuiet() else { continue }
      guard !isCompared else { return }
      isCompared = true
      // Without anybody's asking, that is.
      try FinalChecks(self).checkContent()
      let (now, isDeep) = (scheduler.now, chance.once(in: 2))
      try operate("compares all") { _ = try $0.askCompares(nil, isDeep: isDeep, .byHand, at: now) }
    }
    throw Violation("does not come to rest within 24 hours: \(try unrest())")
  }

  /// - Returns: whether there was something to decide.
  private func decideWhatBlocks() throws -> Bool {
    guard let store = server.store else { return false }
    let waiting = try store.read { try $0.devices().filter { !$0.isRegistered || $0.candidateKey != nil }.map(\.id) }
    for device in waiting where terminals.contains(where: { $0.id == device && $0.isConnected }) {
      try register(device)
    }
    let blocking: Set<AttentionKind> = [
      .firstContact, .unknownContent, .suspended, .deviceStopped, .serverBehind, .replacedOrImitated,
    ]
    let entries = try store.read { try $0.entries(EntryQuery(limit: 1000)) }.filter { blocking.contains($0.kind) }
    var decided = !waiting.isEmpty
    for entry in entries {
      // One that lies is stopped again and again.
      if let device = entry.device, terminals.contains(where: { $0.id == device && $0.liesInDigests }) { continue }
      try decide(entry)
      decided = true
    }
    return decided
  }

  func decide(_ entry: StoredEntry) throws {
    // Dismissed is only what nothing else can be done about.
    let actions = entry.kind.actions
    let action = chance.pickOne(actions.filter { $0 != "dismiss" }) ?? chance.pick(actions)
    let now = scheduler.now
    let done: Void? = try operate(
      "decides \(entry.kind.rawValue) \(entry.user ?? "") \(entry.device?.description ?? ""): \(action)"
    ) {
      try $0.decide(entry.id, action, by: "operator", at: now)
    }
    if done != nil, action == "register-as-replacement", let device = entry.device {
      server.engine?.registered(device, asReplacement: true)
    }
    if done != nil, let user = entry.user { ledger.decided(user) }
    // While the mode is *Not Used* it becomes a transfer by hand, whatever the mode is when it is carried out (SEND-10).
    let isByHand = try server.store?.read { try $0.mode().scope == .none } ?? false
    if done != nil, isByHand, let device = entry.device, let user = entry.user.flatMap({ try? UserID($0) }) {
      ledger.byHand.insert(.init(device: device, user: user))
    }
    guard done != nil, entry.user == nil, let device = entry.device else { return }
    ledger.replaced.insert(device)
    if action == "take-over" { tookOver(device) }
  }

  /// An operator wants everybody who is there, also those whom the server has deleted and forgotten since.
  func tookOver(_ device: DeviceID) {
    guard let terminal = terminals.first(where: { $0.id == device }) else { return }
    for user in terminal.memory.userIDs { ledger.decided(user.text) }
  }

  private func isQuiet() throws -> Bool {
    let since = scheduler.now - Self.quiet + 60_000
    return try terminals.allSatisfy { $0.lastAsked < since && $0.isConnected } && unrest().isEmpty
  }

  /// What keeps the world from being at rest.
  private func unrest() throws -> String {
    guard let store = server.store else { return "there is no server" }
    let devices = try store.read { try $0.devices(registered: true) }
    let hasScope = try store.read { try $0.mode() }.scope != .none
    var reasons: [String] = []
    for terminal in terminals where !terminal.isConnected { reasons.append("device \(terminal.id) is not connected") }
    for device in devices where device.hold == nil {
      guard let terminal = terminals.first(where: { $0.id == device.id }), !terminal.liesInDigests else { continue }
      if hasScope, device.reconcile != nil {
        reasons.append("device \(device.id) waits for a compare: \(device.reconcile ?? "")")
      }
      if hasScope, try store.read({ try $0.hasAskedCompares(online: [device.id]) }) {
        reasons.append("device \(device.id) waits for its turn to be compared")
      }
      if hasScope, device.isBusy { reasons.append("device \(device.id) is busy") }
      if !terminal.unacknowledged.isEmpty {
        reasons.append("device \(device.id): entries \(terminal.unacknowledged) are not acknowledged")
      }
    }
    return reasons.joined(separator: ", ")
  }
}
