import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepTesting
import NIOCore
import NIOPosix
import Synchronization
import Testing

struct SimulatedDeviceTests {
  private func device(_ memory: DeviceMemory? = nil, file: MemoryFile? = nil) throws -> SimulatedDevice {
    SimulatedDevice(
      memory: try memory ?? DeviceSimulatorTests.memory(), file: file, on: MultiThreadedEventLoopGroup.singleton.next(),
      options: DeviceOptions(firstBackoff: .milliseconds(5), now: { noon }))
  }

  /// A connected device and its server, while `body` runs.
  private func run(
    _ memory: DeviceMemory? = nil, _ body: (LoopbackServer, SimulatedDevice) async throws -> Void
  ) async throws {
    try await LoopbackServer.run { server in
      let device = try device(memory)
      try device.connect(to: "127.0.0.1", port: server.port)
      let result: Result<Void, any Error>
      do {
        try await device.waitUntilRegistered()
        result = .success(try await body(server, device))
      } catch {
        result = .failure(error)
      }
      await device.disconnect()
      try result.get()
    }
  }

  @Test("LOG-7 the backlog comes first, in batches within the window; then every new entry")
  func uploads() async throws {
    var memory = try memory()
    for number in 1...20 { try memory.enrol(try person("\(number)"), at: noon) }
    try await run(memory) { server, device in
      try await device.waitUntilAllAcknowledged()
      #expect(server.stored(device.memory.epoch).map(\.id) == Array(1...20))
      let mark = try device.enrol(try person("21"))
      try await device.waitUntilAcknowledged(mark)
      #expect(server.stored(device.memory.epoch).last?.user == "21")
      #expect(device.snapshot.unacknowledgedLogs == 0)
    }
  }

  @Test("SEND-3 the device serves while it is connected: users are written and read back")
  func serves() async throws {
    try await run { server, device in
      let ada = try People.ada()
      let request = WriteUsers(epoch: device.memory.epoch, mark: 0, writes: [write(ada, revision: 3)])
      #expect(
        try await server.ask(.writeUsers(request)) == .writeResults([UserResult(user: ada.id, .done)]))
      try await device.waitUntilHolds(ada.id) { $0.base == Sample.base(3) }
      #expect(
        try await server.ask(.readUsers([ada.id]))
          == .users(
            log: 1, [UserOnDevice(user: ada.id, .record(DeviceRecord(record: ada, base: Sample.base(3))))]))
      let digest = KeyedDigest.hmac(key: LoopbackServer.digestKey).of(ada)
      guard case .digest(let answer) = try await server.ask(.readDigest(ReadDigest(.everything))) else {
        Issue.record("no digest")
        return
      }
      #expect(answer.count == 1 && answer.sum == digest)
    }
  }

  @Test("SEC-1 a waiting device shows its check code and sends nothing until it is registered")
  func waiting() async throws {
    try await LoopbackServer.run { server in
      server.set { $0.welcome = .waiting }
      let device = try device()
      try device.enrol(try person("17"))
      try device.connect(to: "127.0.0.1", port: server.port)
      let code = try await device.waitUntilWaiting()
      let key = try #require(DeviceKey(seed: device.memory.keySeed))
      #expect(
        code == CheckCode.of(publicKey: key.publicKey, authorityFingerprint: [UInt8](repeating: 2, count: 32)))
      #expect(server.stored(device.memory.epoch).isEmpty)
      server.set { $0.welcome = .registered }
      server.welcomeAgain()
      try await device.waitUntilAllAcknowledged()
      #expect(server.stored(device.memory.epoch).count == 1)
      await device.disconnect()
    }
  }

  @Test("PULL-5 a lost link comes back by itself, and the upload goes on after what is stored")
  func reconnects() async throws {
    try await run { server, device in
      let first = try device.enrol(try person("1"))
      try await device.waitUntilAcknowledged(first)
      device.cutLink()
      let second = try device.enrol(try person("2"))
      try await device.waitUntilAcknowledged(second)
      #expect(server.stored(device.memory.epoch).map(\.id) == [1, 2])
      #expect(server.state.withLock { $0.hellos.count } == 2)
    }
  }

  @Test("LOG-4 a cleared log starts a new session with the new epoch")
  func epochs() async throws {
    try await run { server, device in
      try await device.waitUntilAcknowledged(try device.enrol(try person("1")))
      let old = device.memory.epoch
      device.clearLog()
      try await device.waitUntilAllAcknowledged()
      #expect(server.stored(old).map(\.code) == [.enrollSuccess])
      #expect(server.stored(device.memory.epoch).map(\.code) == [.logCleared])
      #expect(server.state.withLock { $0.hellos.last?.epoch } == device.memory.epoch)
    }
  }

  @Test("LOG-7 a device that ignores its window is disconnected")
  func window() async throws {
    try await run { server, device in
      server.set { $0.stores = false }
      device.setFaults { $0.ignoresLogWindow = true }
      for number in 1...12 { try device.enrol(try person("\(number)")) }
      try await device.wait("the goodbye") { $0.lastGoodbye?.reason == .window }
    }
  }

  @Test("SEC-1 a wrong signature is refused")
  func signature() async throws {
    try await LoopbackServer.run { server in
      let device = try device()
      device.setFaults { $0.signsWrongly = true }
      try device.connect(to: "127.0.0.1", port: server.port)
      try await device.wait("the goodbye") { $0.lastGoodbye?.reason == .proof }
      #expect(server.state.withLock { $0.hellos.isEmpty })
      await device.disconnect()
    }
  }

  @Test("SEC-4 bytes that are no frame end the session with malformed")
  func garbage() async throws {
    try await run { _, device in
      device.send(raw: [0, 0, 0, 2, 0xFF, 0xFF])
      try await device.wait("the goodbye") { $0.lastGoodbye?.reason == .malformed }
    }
  }

  @Test("PULL-3 an answer for another user than asked ends the session")
  func wrongUser() async throws {
    try await run { server, device in
      try device.enrol(try person("17"))
      device.setFaults { $0.answersWithWrongUser = true }
      await #expect(throws: LoopbackServer.NoConnection.self) {
        try await server.ask(.readUsers([try id("17")]))
      }
      try await device.wait("the goodbye") { $0.lastGoodbye?.reason == .outOfOrder }
    }
  }

  @Test("PULL-6 a record over its limits comes as such, and the session goes on")
  func overLimits() async throws {
    try await run { server, device in
      try device.enrol(try person("17"))
      device.setFaults { $0.sendsRecordsOverLimits = true }
      guard case .users(_, let users) = try await server.ask(.readUsers([try id("17"), try id("18")])) else {
        Issue.record("no users")
        return
      }
      guard case .overLimit(let error) = users[0].content else {
        Issue.record("not over its limit")
        return
      }
      #expect(error.field == "name" && users[1].content == .unknown)
    }
  }

  @Test("LOG-1 entries that repeat within a batch are refused, and are stored once when the device is mended")
  func repeats() async throws {
    try await run { server, device in
      device.setFaults { $0.repeatsLogIDs = true }
      let events = device.events()
      try device.enrol(try person("17"))
      for await event in events {
        guard case .uploadRefused(let refusal) = event else { continue }
        #expect(refusal.reason == .logOrder)
        break
      }
      device.setFaults { $0 = Faults() }
      try await device.waitUntilAllAcknowledged()
      device.uploadAgain(from: 1)
      try await device.waitUntilAcknowledged(try device.enrol(try person("18")))
      #expect(server.stored(device.memory.epoch).map(\.id) == [1, 2])
    }
  }

  @Test("SEND-7 failures for now, lost replies and lies, one after the other")
  func answers() async throws {
    try await run { server, device in
      let request = DeviceRequest.writeUsers(
        WriteUsers(epoch: device.memory.epoch, mark: 0, writes: [write(try person("17"))]))
      device.setFaults { $0.transientFailures = 1 }
      #expect(
        try await server.ask(request) == .writeResults([UserResult(user: try id("17"), .failed, detail: "for now")]))
      #expect(device.memory.userCount == 0)
      device.setFaults { $0.lostReplies = 1 }
      // This answer never comes; what was asked is done all the same.
      let lost = try server.begin(request)
      try await device.waitUntilHolds(try id("17"))
      #expect(try await server.ask(request) == .writeResults([UserResult(user: try id("17"), .done)]))
      guard case .digest(let honest) = try await server.ask(.readDigest(ReadDigest(.everything))) else { return }
      device.setFaults {
        $0.liesInDigests = true
        $0.answersAfter = .milliseconds(1)
      }
      guard case .digest(let lie) = try await server.ask(.readDigest(ReadDigest(.everything))) else { return }
      #expect(lie.sum == honest.sum &+ 1)
      device.cutLink()
      await #expect(throws: LoopbackServer.NoConnection.self) { try await lost.get() }
    }
  }

  @Test("SEC-4 a link that breaks in the middle of a frame is only a lost link", arguments: [3, 100, 200])
  func brokenFrame(bytes: Int) async throws {
    try await LoopbackServer.run { server in
      let device = try device()
      device.setFaults { $0.dropsLinkAfterBytes = bytes }
      let events = device.events()
      try device.connect(to: "127.0.0.1", port: server.port)
      for await event in events where event == .disconnected { break }
      device.setFaults { $0 = Faults() }
      try await device.waitUntilRegistered()
      await device.disconnect()
    }
  }

  @Test("LOG-4 what was acknowledged is in the memory file, and the device starts again from it")
  func file() async throws {
    let folder = TemporaryFolder()
    let file = MemoryFile(path: folder.path + "/state/device.json")
    try await LoopbackServer.run { server in
      let device = try device(file: file)
      try device.connect(to: "127.0.0.1", port: server.port)
      try await device.waitUntilAcknowledged(try device.enrol(try People.ada()))
      let request = WriteUsers(epoch: device.memory.epoch, mark: 1, writes: [write(try person("18"), revision: 2)])
      #expect(
        try await server.ask(.writeUsers(request)) == .writeResults([UserResult(user: try id("18"), .done)]))
      let kept = try #require(try file.load())
      #expect(kept.log.lastID >= 2)
      #expect(kept.userIDs.map(\.text) == ["17", "18"])
      await device.disconnect()
      let again = try self.device(kept, file: file)
      try again.connect(to: "127.0.0.1", port: server.port)
      try await again.waitUntilAcknowledged(2)
      #expect(server.stored(kept.epoch).map(\.id) == [1, 2])
      await again.disconnect()
    }
  }

  @Test("LOG-7 a wait that is not fulfilled says what it waited for")
  func timeout() async throws {
    let device = try device()
    await #expect(throws: WaitTimeout.self) {
      try await device.waitUntilHolds(try id("17"), within: .milliseconds(1))
    }
  }
}
