import AdminAPI
import DeviceProtocol
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Logging
import Metrics
import ServiceLifecycle
import UnixSignals

/// The server and the doors of the demo.
struct DemoWorld: Sendable {
  let engine: Engine
  let autoSync: AutoSync
  let fleet: Fleet
  /// Where people look at it; nil for a demo that ends with its story.
  let site: Site?

  struct Site: Sendable {
    let url: String
    let devices: String
    let dataDirectory: String
    /// The link with which one signs in to the console, once.
    let link: String?
  }

  /// Runs a server in a new data directory and registers simulated doors with it, as an operator would.
  ///
  /// - Parameter isOpen: whether console and API are served, for a demo that stays open.
  static func run(
    devices: Int, in directory: URL, isOpen: Bool, _ body: @Sendable (DemoWorld) async throws -> Ending
  ) async throws -> Ending {
    var logger = Logger(label: "lockstep.demo")
    logger.logLevel = .warning
    let data = try DataDirectory(directory)
    let store = try Store.open(
      directory: directory, identity: DataDirectory.newIdentity(), key: DataKeyFiles(in: directory).key(for:),
      makeDigest: KeyedDigest.hmac(key:))
    let engine = Engine(
      store: store, data: directory, authorityFingerprint: try data.authorityFingerprint(),
      configuration: ServerConfiguration(port: 0), logger: logger)
    let server = try await LockstepServer(engine: engine)
    let accounts = Accounts(engine: engine, localToken: try data.administratorToken())
    let (ports, port) = AsyncStream<Int>.makeStream()
    let metrics = PrometheusMetrics()
    MetricsSystem.bootstrap(metrics)
    let autoSync = AutoSync(engine: engine, directory: directory)
    let web = AdminAPI(
      engine: engine, accounts: accounts, autoSync: autoSync, metrics: metrics, version: Version.text, logger: logger
    ).server(host: "127.0.0.1", port: 0, logger: logger) { port.yield($0) }
    let services = ServiceGroup(
      services: server.services + (isOpen ? [web] : []), gracefulShutdownSignals: [.sigint, .sigterm], logger: logger)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await services.run() }
      var site: Site?
      if isOpen, let number = await ports.first(where: { _ in true }) {
        let url = "http://127.0.0.1:\(number)"
        engine.mail.consoleURL = url
        site = Site(
          url: url, devices: "127.0.0.1:\(server.devicePort)", dataDirectory: directory.path,
          link: try await accounts.firstSignIn(at: url, in: data))
      }
      let world = DemoWorld(engine: engine, autoSync: autoSync, fleet: try makeFleet(devices), site: site)
      try world.fleet.connect(to: "127.0.0.1", port: server.devicePort)
      let ending = try await body(world)
      await world.fleet.disconnect()
      await services.triggerGracefulShutdown()
      try await group.waitForAll()
      try store.close()
      return ending
    }
  }

  private static func makeFleet(_ count: Int) throws -> Fleet {
    guard let first = DeviceID(1001) else { preconditionFailure("1001 is a device ID") }
    return try Fleet(firstID: first, count: count, userCapacity: 10_000)
  }

  // MARK: On the server

  func set(_ mode: SynchronizationMode) async throws {
    let now = engine.now()
    try await engine.commit { _ = try $0.setMode(mode, at: now) }
  }

  func add(_ record: UserRecord) async throws {
    let now = engine.now()
    try await engine.commit { _ = try $0.addUser(record, source: .operator("demo"), at: now) }
  }

  func change(_ user: UserID, _ change: @escaping @Sendable (inout UserRecord) -> Void) async throws {
    let now = engine.now()
    try await engine.commit {
      _ = try $0.changeUser(user, source: .operator("demo"), at: now) { change(&$0.record) }
    }
  }

  func delete(_ user: UserID) async throws {
    let now = engine.now()
    try await engine.commit { try $0.deleteUser(user, at: now) }
  }

  /// A people file comes, as a key's upload would bring it.
  func upload(_ file: String, to project: Int64) async throws -> RunReport {
    let spooled = try autoSync.spool(for: try await engine.store.read { try $0.project(project) })
    try spooled.append(Data(file.utf8))
    return try await autoSync.run(
      spooled, project: project, way: .upload, actor: Actor(name: "payroll", way: .token, address: ""),
      name: "mobile-id-users.csv")
  }

  func addProject(_ name: String) async throws -> Int64 {
    let now = engine.now()
    return try await engine.commit { try $0.addProject(ProjectSettings(name: name), at: now).id }
  }

  func user(_ user: UserID) async throws -> ServerUser? { try await engine.store.read { try $0.user(user) } }

  // MARK: What is so

  struct TooLate: Error, CustomStringConvertible {
    let description: String
  }

  /// Waits until something is so on the server; every entry of the monitoring log is a reason to look again.
  func until(_ what: String, _ isSo: @escaping @Sendable (ReadTransaction) throws -> Bool) async throws {
    let news = engine.eventSignal.follow()
    let engine = engine
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await Task.sleep(for: .seconds(15))
        throw TooLate(description: "not within 15 s: \(what)")
      }
      group.addTask {
        if try await engine.store.read(isSo) { return }
        for await _ in news where try await engine.store.read(isSo) { return }
      }
      try await group.next()
      group.cancelAll()
    }
  }

  /// Waits until a door's memory is what it should be.
  func untilInStep(_ door: SimulatedDevice) async throws {
    let expected = try await engine.store.read { try $0.expectedContent(of: door.id) }
    try await door.wait("the door is in step") { snapshot in
      snapshot.memory.content == expected
    }
  }

  /// Reads every door's memory back and sets it against what it should hold (VERIFY-5).
  func verify() async throws -> Ending {
    var ending = Ending(
      converged: true, devices: fleet.devices.count, users: 0, differences: 0, exceptions: 0, events: 0, wrong: [])
    for door in fleet.devices {
      try? await untilInStep(door)
      let expected = try await engine.store.read { try $0.expectedContent(of: door.id) }
      let held = door.memory.content
      let users = Set(expected.keys).union(held.keys).sorted().filter { expected[$0] != held[$0] }
      ending.wrong += users.map {
        "door \(door.id), user \($0): \(held[$0] == nil ? "missing" : "not as it should be")"
      }
    }
    ending.converged = ending.wrong.isEmpty
    let counts = try await engine.store.read { try $0.demoCounts() }
    (ending.users, ending.differences, ending.exceptions, ending.events) = counts
    return ending
  }

  func staysOpen(_ teller: StoryTeller) async throws {
    if let site {
      teller.tell("Console, sign in once with: \(site.link ?? site.url)")
      teller.tell("Commands: lockstep device list --server-url \(site.url) --data-directory \(site.dataDirectory)")
      teller.tell("More doors: lockstep simulate --server \(site.devices) --first-id 2001 --register \\")
      teller.tell("  --server-url \(site.url) --data-directory \(site.dataDirectory)")
    }
    teller.tell("The server and its doors stay open; end them with Control-C.")
    for await _ in engine.eventSignal.follow() {}
  }
}

extension DeviceMemory {
  /// The users it holds, without what it keeps with them.
  var content: [UserID: UserRecord] {
    Dictionary(allUsers.map { ($0.record.id, $0.record) }, uniquingKeysWith: { first, _ in first })
  }
}

extension ReadTransaction {
  fileprivate func demoCounts() throws -> (Int, Int, Int, Int) {
    (try userCount(), try openCount([.difference]), try openCount([.deletedThere]), try eventCount())
  }
}
