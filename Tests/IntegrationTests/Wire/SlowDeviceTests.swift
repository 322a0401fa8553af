import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// Devices that speak too slowly, too much, or in pieces that are too large for who they are (SEC-4).
@Suite(.timeLimit(.minutes(1)))
struct SlowDeviceTests {
  @Test("SEC-4 a hello that comes byte by byte, and does not end in time, ends the connection")
  func hello() async throws {
    try await TestServer.run(configuration: { $0.handshakeLimit = .seconds(1) }) { server in
      try await WireClient.run(port: server.port) { client in
        let frame = Envelope(.hello(try RawDevice(client, try RawDevice.memory()).hello())).frame
        for byte in frame.dropLast() { try await client.send(raw: [byte]) }
        let goodbye = try await client.goodbye()
        #expect(goodbye?.reason == .silent)
      }
    }
  }

  @Test("SEC-4 a frame that comes byte by byte is no sign of life: the session ends after twice the keep-alive")
  func frame() async throws {
    try await TestServer.run(configuration: { $0.keepAlive = .seconds(1) }) { server in
      try await RawDevice.run(server, try RawDevice.memory()) { raw in
        let entry = LogEntry(id: 1, time: 1, code: .verifySuccess, origin: .device)
        let upload = Message.uploadLogs(UploadLogs(epoch: raw.memory.epoch, entries: [entry]))
        var bytes = Envelope(requestID: 1, upload).frame[...]
        try await raw.client.send(raw: [bytes.removeFirst()])
        var goodbye: Goodbye?
        // The next byte with each sign of life of the server's.
        while goodbye == nil, let envelope = try await raw.client.receive() {
          if case .goodbye(let said) = envelope.message { goodbye = said }
          try? await raw.client.send(raw: [bytes.removeFirst()])
        }
        #expect(goodbye?.reason == .silent)
        #expect(try await server.log(.log).isEmpty)
      }
    }
  }

  @Test("SEC-4 LIMIT-5 who is not registered may send small frames only; memory for a large one is never taken")
  func largeFrame() async throws {
    let entries = (1...1000).map {
      LogEntry(id: LogID($0), time: 1, code: .verifySuccess, origin: .device, user: "170017")
    }
    try await TestServer.run(configuration: { $0.logBatch = 1000 }) { server in
      let memory = try RawDevice.memory()
      let length: [UInt8] = [0, 0, 0x40, 1]
      for isProved in [false, true] {
        try await WireClient.run(port: server.port) { client in
          if isProved {
            let raw = RawDevice(client, memory)
            try await raw.prove()
            #expect(try await raw.welcome()?.state == .waiting)
          }
          try await client.send(raw: length)
          let goodbye = try await client.goodbye()
          #expect(goodbye?.reason == .malformed)
          #expect(goodbye?.text == "a frame of 16385 bytes: 1 to 16384 are allowed")
        }
      }
      try await RawDevice.run(server, memory) { raw in
        let upload = UploadLogs(epoch: memory.epoch, entries: entries)
        #expect(Envelope(.uploadLogs(upload)).encoded().count > 16_384)
        let answer = try await raw.upload(entries)
        #expect(answer == .logsStored(mark: 1000))
      }
    }
  }

  @Test(
    "SEC-4 LOG-7 messages that nobody asked for, without end: the session ends, and others are served",
    arguments: [true, false])
  func chatter(isRegistered: Bool) async throws {
    try await Doors.run(1, configuration: { $0.chatter = (20, 0) }) { doors in
      let memory = try RawDevice.memory()
      try await WireClient.run(port: doors.server.port) { client in
        let raw = RawDevice(client, memory)
        try await raw.prove()
        #expect(try await raw.welcome()?.state == .waiting)
        if isRegistered {
          try await doors.server.engine.register(memory.device)
          #expect(try await raw.welcome()?.state == .registered)
        }
        // The 21st message is one too many, whatever it is.
        for number in 1...10 {
          try await client.send(.ping, request: UInt64(number))
          try await client.send(.pong)
        }
        #expect(try await raw.answer(to: 10) == .pong)
        try await client.send(.ping, request: 11)
        #expect(try await client.goodbye()?.reason == .window)
      }
      #expect(doors[0].snapshot.lastGoodbye == nil)
    }
  }

  @Test("LOG-7 uploads of another epoch are refused, and not without end")
  func refusedUploads() async throws {
    try await TestServer.run(configuration: { $0.chatter = (5, 0) }) { server in
      let memory = try RawDevice.memory()
      try await RawDevice.run(server, memory) { raw in
        let entry = LogEntry(id: 1, time: 1, code: .verifySuccess, origin: .device)
        for number: UInt64 in 1...6 {
          try await raw.client.send(
            .uploadLogs(UploadLogs(epoch: memory.epoch ^ 1, entries: [entry])), request: number)
        }
        #expect(try await raw.client.goodbye()?.reason == .window)
        #expect(try await server.log(.log).isEmpty)
      }
    }
  }
}

extension Envelope {
  /// With its length before it.
  fileprivate var frame: [UInt8] {
    let body = encoded()
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: UInt32(body.count) >> $0) } + body
  }
}
