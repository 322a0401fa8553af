import DeviceProtocol
import DeviceSimulator
import LockstepCore

/// A terminal: the memory of `DeviceSimulator` and the device's end of the session, on simulated links. Its memory is on a
/// medium that does not forget; a reboot loses only the link.
final class SimulatedTerminal {
  let id: DeviceID
  var memory: DeviceMemory
  /// Honest ones hold what they say.
  var liesInDigests = false
  /// So many of its next answers get lost; what was asked is done.
  var lostAnswers = 0
  /// The chance that a link breaks, 1 in so many; nil never.
  var breaksOnceIn: Int?
  /// The chance that a user is edited in the moment after it was read, 1 in so many; nil never.
  var editsOnceIn: Int?
  var slowness = 20
  /// Every entry that a server has said to have stored, by epoch.
  private(set) var acknowledged: [Epoch: [LogID: LogEntry]] = [:]
  /// The last request that was more than a sign of life.
  private(set) var lastAsked: Int64 = 0
  private(set) var registration: Welcome.State?
  /// Edits that no server has read yet.
  private var unread: Set<UserID> = []
  private let world: World
  private var sent: [Epoch: [LogID: LogEntry]] = [:]
  private var session: DeviceSession?
  private var link: SimulatedLink?
  private var wantsLink = false
  private var attempts = 0
  private var epoch: Epoch = 0
  private var sentLogID: LogID = 0
  /// What the server said to have when the session began.
  private var welcomeMark: LogID = 0
  private var wasRegistered = false
  /// Whether it was ever registered.
  private var isKnown = false

  init(_ memory: DeviceMemory, in world: World) {
    id = memory.device
    self.memory = memory
    self.world = world
  }

  private var scheduler: Scheduler { world.scheduler }
  private var chance: Chance { world.chance }
  private var seconds: Int64 { scheduler.now / 1000 }

  var isConnected: Bool { session.map { !$0.isClosed } ?? false }

  /// What of its log no server has said to have stored.
  var unacknowledged: [LogID] {
    let known = acknowledged[memory.epoch] ?? [:]
    return memory.log.all.map(\.id).filter { $0 > welcomeMark && known[$0] == nil }
  }

  /// Somebody has enrolled or edited this user here.
  func edited(_ user: UserID) {
    // What was there before it belonged to a server is judged with the device (SEC-6).
    if isKnown { unread.insert(user) }
  }

  /// Nobody can read any more what was edited before; nil for everybody.
  func forgetEdits(of user: UserID? = nil) {
    if let user { unread.remove(user) } else { unread = [] }
  }

  // MARK: The link

  func switchOn() {
    guard !wantsLink else { return }
    wantsLink = true
    connectLater()
  }

  /// The world is over.
  func end() {
    link?.forget()
    loseLink()
  }

  func switchOff() {
    wantsLink = false
    link?.cut()
    loseLink()
  }

  /// What the hello said is no longer true: the device comes again.
  func comeAgain() {
    perform(session?.close(Goodbye(.shutdown, "the device goes away")) ?? [])
  }

  private func connectLater() {
    attempts += 1
    let pause = min(60_000, 200 << min(attempts, 9))
    scheduler.after(Int64(chance.number(pause / 2...pause))) { self.connect() }
  }

  private func connect() {
    guard wantsLink, session == nil, let hello = memory.hello(nonce: chance.bytes(32), at: seconds) else { return }
    let bytesLeft = breaksOnceIn.flatMap { chance.once(in: $0) ? chance.number(1...6000) : nil }
    let link = SimulatedLink(scheduler, chance, world.trace, bytesLeft: bytesLeft, slowness: slowness)
    guard world.server.accept(link) else { return connectLater() }
    world.trace.note("device \(id) connects")
    self.link = link
    link.listen(
      at: .device,
      SimulatedLink.Ear(
        message: { [weak link] in self.link === link ? self.receive($0) : () },
        malformed: { [weak link] in self.link === link ? self.perform(self.session?.receive($0) ?? []) : () },
        ended: { [weak link] in self.link === link ? self.linkEnded() : () }))
    epoch = hello.epoch
    wasRegistered = false
    let session = DeviceSession(hello)
    self.session = session
    perform(session.opening)
    tickLater()
  }

  private func tickLater() {
    let current = link
    scheduler.after(15_000) { [weak current] in
      guard let current, self.link === current else { return }
      self.perform(self.session?.tick(at: .milliseconds(self.scheduler.now - World.start)) ?? [])
      self.tickLater()
    }
  }

  private func linkEnded() {
    loseLink()
    if wantsLink { connectLater() }
  }

  private func loseLink() {
    session = nil
    link = nil
    registration = nil
  }

  // MARK: The session

  private func receive(_ envelope: Envelope) {
    perform(session?.receive(envelope, at: .milliseconds(scheduler.now - World.start)) ?? [])
  }

  private func send(_ envelope: Envelope) {
    guard let envelope = world.sabotage.toServer(envelope) else { return }
    link?.send(envelope, from: .device)
  }

  private func perform(_ actions: [DeviceSession.Action]) {
    for action in actions {
      switch action {
      case .send(let envelope): send(envelope)
      case .sign(let statement, _):
        let signature = DeviceKey(seed: memory.keySeed)?.sign(statement) ?? []
        perform(session?.prove(signature: signature) ?? [])
      case .welcomed(let welcome): welcomed(welcome)
      case .stored(let mark):
        world.trace.note("device \(id): stored up to \(mark)")
        world.judge(stored: mark, of: epoch, by: self)
        acknowledge(through: mark)
        pump()
      case .refused(let refusal):
        world.trace.note("device \(id): upload refused, \(refusal.reason)")
        guard refusal.reason != .epoch else { return comeAgain() }
        sentLogID = min(sentLogID, acknowledged[epoch]?.keys.max() ?? 0)
        scheduler.after(1000) { self.pump() }
      case .serve(let request, let id): serve(request, id)
      case .close(let goodbye):
        world.trace.note("device \(id) closes: \(goodbye.reason) \(goodbye.text)")
        link?.close(from: .device)
      }
    }
  }

  private func welcomed(_ welcome: Welcome) {
    attempts = 0
    registration = welcome.state
    world.trace.note("device \(id) is \(welcome.state), mark \(welcome.logMark)")
    if welcome.state == .registered { memory.setDigestKey(welcome.digestKey) }
    if welcome.state == .registered, !wasRegistered {
      sentLogID = welcome.logMark
      welcomeMark = welcome.logMark
      acknowledge(through: welcome.logMark)
      // What was sent and not acknowledged is sent again, unless it was overwritten meanwhile: then it is lost, and told.
      sent = [:]
    }
    wasRegistered = welcome.state == .registered
    isKnown = isKnown || wasRegistered
    pump()
  }

  private func acknowledge(through mark: LogID) {
    for (id, entry) in sent[epoch] ?? [:] where id <= mark { acknowledged[epoch, default: [:]][id] = entry }
    sent[epoch] = sent[epoch]?.filter { $0.key > mark }
  }

  /// The server was put back to an older state: what it forgot was not its word.
  func forgetAcknowledged() { (acknowledged, sent) = ([:], [:]) }

  /// Sends what is new in the log, as far as the window allows.
  func pump() {
    guard wasRegistered, session != nil else { return }
    guard memory.epoch == epoch else { return comeAgain() }
    while let session, session.freeUploads > 0 {
      let entries = memory.log.entries(after: sentLogID, limit: min(session.uploadLimit, chance.number(1...16)))
      guard let last = entries.last else { return }
      sentLogID = last.id
      for entry in entries { sent[epoch, default: [:]][entry.id] = entry }
      world.trace.note("device \(id) uploads \(entries.map(\.id))")
      perform(self.session?.upload(entries) ?? [])
    }
  }

  private func serve(_ request: DeviceRequest, _ id: UInt64) {
    lastAsked = scheduler.now
    world.judge(request, to: self)
    let before = memory
    var answer = memory.serve(request, at: seconds)
    if case .writeUsers(let write) = request, !write.overwrites { world.judge(answer, by: self, before: before) }
    world.judge(answer, of: request, by: self, unread: unread)
    if case .users(_, let users) = answer { unread.subtract(users.map(\.user)) }
    world.trace.note("device \(self.id) \(request.inShort): \(answer.inShort)")
    if liesInDigests { answer = answer.lying }
    guard lostAnswers == 0 else {
      lostAnswers -= 1
      return
    }
    if editsOnceIn.map(chance.once) ?? false, case .readUsers(let users) = request {
      // Somebody goes on editing just when the record was read.
      try? world.edit(chance.pick(users), at: self)
    }
    let asking = link
    scheduler.after(Int64(chance.number(0...slowness))) { [weak asking] in
      guard let asking, self.link === asking else { return }
      self.perform(self.session?.answer(request: id, answer) ?? [])
      self.pump()
    }
  }
}

extension DeviceRequest {
  /// For the trace.
  fileprivate var inShort: String {
    switch self {
    case .readLogs(let from, _): "reads its log from \(from)"
    case .readEditedUsers(let since, _, _): "tells who was edited since \(since)"
    case .readUsers(let users): "reads \(users.map(\.text).joined(separator: " "))"
    case .writeUsers(let write): "writes up to mark \(write.mark)\(write.overwrites ? ", whatever was edited" : "")"
    case .deleteUsers(let delete):
      "deletes up to mark \(delete.mark)\(delete.overwrites ? ", whatever was edited" : "")"
    case .readDigest(let ask): "digest\(ask.isDeep ? ", deep" : "")"
    case .setTime: "sets its clock"
    }
  }
}

extension DeviceAnswer {
  /// For the trace.
  fileprivate var inShort: String {
    switch self {
    case .writeResults(let results), .deleteResults(let results):
      results.map { "\($0.user) \($0.status)" }.joined(separator: ", ")
    case .users(let log, let users):
      users.map { user in
        guard case .record(let record) = user.content else { return "\(user.user) unknown" }
        return "\(user.user) base \(record.base?.revision ?? 0), edited \(record.isEdited), mark \(record.editMark)"
      }.joined(separator: ", ") + " at log \(log)"
    case .editedUsers(let users, _): users.map(\.user).joined(separator: " ")
    case .digest(let digest): "\(digest.count) users, \(digest.users.map(\.user.text).joined(separator: " "))"
    case .refusal(let refusal): "\(refusal.reason)"
    case .logs, .timeSet: ""
    }
  }

  /// As a device gives it that does not want its content to be known.
  fileprivate var lying: DeviceAnswer {
    guard case .digest(var digest) = self else { return self }
    digest.sum &+= 1
    for index in digest.buckets.indices { digest.buckets[index].sum &+= 1 }
    for index in digest.users.indices { digest.users[index].digest &+= 1 }
    return .digest(digest)
  }
}
