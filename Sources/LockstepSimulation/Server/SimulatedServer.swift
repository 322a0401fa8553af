import DeviceProtocol
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Logging

/// The real engine over a simulated disk, without sockets, tasks and threads: the scheduler commits, saves cursors and
/// tidies up in place of the services.
final class SimulatedServer {
  let scheduler: Scheduler
  let chance: Chance
  let trace: Trace
  let sabotage: Sabotage
  /// Called after every commit, in the same step.
  var committed: () throws -> Void = {}
  private(set) var disk: SimulatedDisk
  private(set) var engine: Engine?
  /// Rises with every start and crash: what belongs to an earlier one comes back no more.
  private(set) var generation = 0
  /// How many starts there were.
  private(set) var starts = 0
  private var places: [ObjectIdentifier: (number: Int, place: SimulatedPlace)] = [:]
  private var lastPlace = 0
  private var willPump = false
  private var failures = 0

  init(_ scheduler: Scheduler, _ chance: Chance, _ trace: Trace, disk: SimulatedDisk, sabotage: Sabotage) {
    (self.scheduler, self.chance, self.trace) = (scheduler, chance, trace)
    (self.disk, self.sabotage) = (disk, sabotage)
    disk.letSyncsLie(sabotage.syncsLie)
  }

  var store: Store? { engine?.store }

  var isUp: Bool { engine != nil }

  // MARK: Life

  /// - Throws: the error of the disk.
  func start() throws {
    let store = try Store.open(
      path: disk.path, identity: Template.identity, key: Template.key, makeDigest: KeyedDigest.hmac)
    if starts == 0 { try sabotage.prepare(store) }
    let (time, random, start) = (scheduler.time, chance.branch(), scheduler.now)
    let surroundings = Surroundings(
      clock: { time.now }, uptime: { .milliseconds(time.now - start) }, random: { random.next() })
    let engine = Engine(
      store: store, data: URL(fileURLWithPath: "/nowhere"), authorityFingerprint: Array(repeating: 0xF1, count: 32),
      // So few that looks in parts, and those for a device's own users, are seen with the few users of a world.
      configuration: ServerConfiguration(mostScanned: 5, mostMembers: 6, mostWritten: 4),
      logger: Logger(label: "simulation", factory: { _ in SwiftLogNoOpLogHandler() }),
      surroundings: surroundings)
    engine.begin()
    self.engine = engine
    generation += 1
    starts += 1
    failures = 0
    willPump = false
    trace.note("server starts")
    saveCursorsLater()
    tidyLater()
    compareLater()
  }

  /// The process dies at once, and with it what was not durable.
  func crash(seed: UInt64) {
    guard let engine else { return }
    trace.note("server crashes")
    leave()
    disk.crash(seed: seed)
    try? engine.store.close()
  }

  /// Stops in good order: what waits is not committed, and the database is closed.
  func shutDown() {
    guard let engine else { return }
    trace.note("server stops")
    leave()
    try? engine.store.close()
  }

  /// The disk is another one from here on: the server was restored.
  func replaceDisk(_ disk: SimulatedDisk) {
    shutDown()
    self.disk = disk
    disk.letSyncsLie(sabotage.syncsLie)
  }

  /// The world is over: what refers to each other is let go.
  func end() {
    for place in places.values { place.place.forget() }
    places = [:]
    engine?.endCommits()
    try? engine?.store.close()
    engine = nil
    committed = {}
  }

  private func leave() {
    let left = engine
    engine = nil
    generation += 1
    for place in places.values.sorted(by: { $0.number < $1.number }) { place.place.dies() }
    places = [:]
    left?.endCommits()
  }

  // MARK: Links

  /// - Returns: false if nobody answers.
  func accept(_ link: SimulatedLink) -> Bool {
    guard let engine else { return false }
    let place = SimulatedPlace(self, engine, link)
    lastPlace += 1
    places[ObjectIdentifier(place)] = (lastPlace, place)
    return true
  }

  func forget(_ place: SimulatedPlace) { places[ObjectIdentifier(place)] = nil }

  var connections: Int { places.count }

  // MARK: Commits

  func submit(weight: Int, _ job: @escaping Store.Job, completion: @escaping @Sendable ((any Error)?) -> Void) {
    guard let engine else { return }
    switch sabotage.commit {
    case .honest: engine.submit(weight: weight, job, completion: completion)
    case .answersFirst:
      completion(nil)
      engine.submit(weight: weight, job) { _ in }
    }
    pumpSoon()
  }

  func pumpSoon() {
    guard !willPump, engine != nil else { return }
    willPump = true
    let generation = generation
    scheduler.after(failures == 0 ? Int64(chance.number(0...6)) : min(2000, 50 << Int64(min(failures, 6)))) {
      guard self.generation == generation, let engine = self.engine else { return }
      self.willPump = false
      if self.pump(engine) { self.pumpSoon() }
    }
  }

  /// - Returns: whether there may be more.
  private func pump(_ engine: Engine) -> Bool {
    do {
      guard try engine.tryToCommit() else { return false }
      failures = 0
      try committed()
    } catch {
      failures += 1
      trace.note("commit fails: \(error)")
    }
    return true
  }

  /// What an operator does: a transaction of its own, after which devices look.
  ///
  /// - Returns: nil if it could not be committed.
  /// - Throws: what the body throws.
  func operate<Value: Sendable>(_ body: @escaping @Sendable (WriteTransaction) throws -> Value) throws -> Value? {
    guard try commitAll(), let engine else { return nil }
    let value: Value
    do {
      value = try engine.store.write(body)
    } catch {
      trace.note("refused: \(error)")
      guard error is StoreError || error is LimitError else { return nil }
      return nil
    }
    engine.changed()
    pumpSoon()
    return value
  }

  /// Commits what waits.
  ///
  /// - Returns: false if that cannot be done.
  /// - Throws: ``Violation``.
  func commitAll() throws -> Bool {
    guard let engine else { return false }
    do {
      while try engine.tryToCommit() { try committed() }
      return true
    } catch let violation as Violation {
      throw violation
    } catch {
      failures += 1
      return false
    }
  }

  // MARK: What services do

  private func saveCursorsLater() {
    every(5_000) { engine in engine.saveCursors() }
  }

  private func tidyLater() {
    every(600_000) { [self] engine in
      let (online, now) = (engine.onlineDevices, scheduler.now)
      engine.submit {
        try $0.tidy(online: online, at: now)
      } completion: { _ in
      }
    }
  }

  private func compareLater() {
    every(300_000) { [self] engine in
      let (online, now) = (engine.onlineDevices, scheduler.now)
      // Safe: a world runs on one thread, and the job is done before its completion is called.
      nonisolated(unsafe) var next: [DeviceID] = []
      engine.submit {
        next = try $0.takeCompareTurns(online: online, at: now)
      } completion: { _ in
        engine.wake(next)
      }
    }
  }

  private func every(_ milliseconds: Int64, _ body: @escaping (Engine) -> Void) {
    let generation = generation
    scheduler.after(milliseconds) {
      guard self.generation == generation, let engine = self.engine else { return }
      body(engine)
      self.pumpSoon()
      self.every(milliseconds, body)
    }
  }
}
