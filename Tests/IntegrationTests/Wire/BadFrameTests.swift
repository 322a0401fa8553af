import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// Bytes that no device should send: each is answered with a clear goodbye, and nobody else is concerned (SEC-4).
@Suite(.timeLimit(.minutes(1)))
struct BadFrameTests {
  struct Bad: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reason: Goodbye.Reason
    let bytes: [UInt8]

    init(_ name: String, _ reason: Goodbye.Reason, _ bytes: [UInt8]) {
      testDescription = name
      self.reason = reason
      self.bytes = bytes
    }

    init(_ name: String, _ reason: Goodbye.Reason, _ message: Message, request: UInt64 = 0) {
      let body = Envelope(requestID: request, message).encoded()
      self.init(name, reason, Bad.frame(body))
    }

    static func frame(_ body: [UInt8]) -> [UInt8] {
      let count = UInt32(body.count)
      return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + body
    }
  }

  static let malformed: [Bad] = [
    Bad("an empty frame", .malformed, [0, 0, 0, 0]),
    Bad("one byte over 2 MiB, of which nothing is sent", .malformed, [0x00, 0x20, 0x00, 0x01]),
    Bad("the largest length there is", .malformed, [0xFF, 0xFF, 0xFF, 0xFF]),
    Bad("another protocol", .malformed, Array("GET / HTTP/1.1\r\n\r\n".utf8)),
    Bad("bytes that are no envelope", .malformed, Bad.frame([0xFF, 0xFF, 0xFF, 0xFF])),
    Bad("an envelope without a message", .malformed, Bad.frame([0x08, 0x01])),
    Bad("a message that nobody knows", .malformed, Bad.frame([0xFA, 0x0F, 0x00])),
    Bad("a log entry without a number", .malformed, Bad.frame([0xA2, 0x01, 0x02, 0x12, 0x00])),
  ]

  static let outOfOrder: [Bad] = [
    Bad("an upload", .outOfOrder, .uploadLogs(UploadLogs(epoch: 1, entries: [])), request: 1),
    Bad("an answer that nobody asked for", .outOfOrder, .answer(.timeSet(before: 1)), request: 77),
    Bad("a request, which is the server's to make", .outOfOrder, .request(.setTime(1)), request: 1),
    Bad("a proof", .outOfOrder, .proof(signature: [UInt8](repeating: 1, count: 64))),
    Bad("a pong", .outOfOrder, .pong),
  ]

  @Test("SEC-4 LIMIT-5 before the hello: a clear goodbye, and the connection ends", arguments: malformed + outOfOrder)
  func beforeHello(_ bad: Bad) async throws {
    try await TestServer.run { server in
      try await WireClient.run(port: server.port) { client in
        try await client.send(raw: bad.bytes)
        let goodbye = try await client.goodbye()
        #expect(goodbye?.reason == bad.reason)
        #expect(goodbye?.text.isEmpty == false)
      }
    }
  }

  @Test(
    "SEC-4 LIMIT-5 in a session: a clear goodbye, nothing of it is stored, other doors go on",
    arguments: malformed + [outOfOrder[1], outOfOrder[2], outOfOrder[3]])
  func inASession(_ bad: Bad) async throws {
    try await Doors.run(2) { doors in
      let user = try id("11")
      let memory = try RawDevice.memory()
      try await RawDevice.run(doors.server, memory) { raw in
        let entry = LogEntry(id: 1, time: 1, code: .verifySuccess, origin: .device)
        #expect(try await raw.upload([entry]) == .logsStored(mark: 1))
        try await raw.client.send(raw: bad.bytes)
        #expect(try await raw.client.goodbye()?.reason == bad.reason)
        _ = try doors[0].enrol(UserRecord(id: user))
        try await doors[1].waitUntilHolds(user)
      }
      #expect(try await doors.server.logIDs(of: memory.device) == [1])
      #expect(doors[0].snapshot.lastGoodbye == nil && doors[1].snapshot.lastGoodbye == nil)
      try await doors.until("it is gone") { !$0.server.engine.isOnline(memory.device) }
    }
  }

  @Test("SEC-4 a hello in the middle of a session is out of order")
  func secondHello() async throws {
    try await TestServer.run { server in
      try await RawDevice.run(server, try RawDevice.memory()) { raw in
        let hello = try raw.hello()
        try await raw.client.send(.hello(hello))
        #expect(try await raw.client.goodbye()?.reason == .outOfOrder)
      }
    }
  }

  @Test("SEC-4 a version that this server does not speak is said")
  func version() async throws {
    try await TestServer.run { server in
      try await WireClient.run(port: server.port) { client in
        let hello = try RawDevice(client, try RawDevice.memory()).hello {
          $0.lowestVersion = 7
          $0.highestVersion = 9
        }
        try await client.send(.hello(hello))
        let goodbye = try await client.goodbye()
        #expect(goodbye?.reason == .version)
        #expect(goodbye?.text.contains("version 1") == true)
      }
    }
  }

  @Test("SEC-4 a connection that breaks inside a frame is only a lost link: nothing of the frame counts")
  func truncated() async throws {
    try await Doors.run(2) { doors in
      let memory = try RawDevice.memory()
      try await RawDevice.run(doors.server, memory) { raw in
        let entry = LogEntry(id: 1, time: 1, code: .enrollSuccess, origin: .device, user: "66")
        let upload = Message.uploadLogs(UploadLogs(epoch: memory.epoch, entries: [entry]))
        let frame = Bad("", .malformed, upload, request: 1).bytes
        try await raw.client.send(raw: Array(frame.dropLast(3)))
      }
      try await doors.until("it is gone") { !$0.server.engine.isOnline(memory.device) }
      #expect(try await doors.server.log(.log, of: memory.device).isEmpty)
      // A door whose link breaks anywhere comes back, and loses nothing.
      doors[0].setFaults { $0.dropsLinkAfterBytes = 300 }
      for number in 1...3 { _ = try doors[0].enrol(UserRecord(id: try id("\(number)"), name: "Guest \(number)")) }
      doors[0].cutLink()
      try await doors[0].waitUntilDisconnected()
      doors[0].setFaults { $0.dropsLinkAfterBytes = nil }
      try await doors[1].wait("all came") { $0.memory.userCount == 3 }
    }
  }

  @Test("SEC-4 who connects and says nothing is told so, and disconnected")
  func silent() async throws {
    try await TestServer.run(configuration: { $0.handshakeLimit = .milliseconds(100) }) { server in
      try await WireClient.run(port: server.port) { client in
        let goodbye = try await client.goodbye()
        #expect(goodbye?.reason == .silent)
      }
    }
  }
}
