import AdminClient
import AdminModel
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import NIOCore
import NIOPosix
import Testing

@Suite("The monitoring log over the HTTP API", .timeLimit(.minutes(1)))
struct EventTests {
  @Test("LOG-8 entries have the field's titles, and what the server wrote in one revision is one line that opens")
  func titles() async throws {
    try await Doors.run(3) { doors in
      try await Administration.run(doors.server) { admin in
        _ = try doors[0].enrol(UserRecord(id: id("17"), name: "Ada Example"))
        for index in 0..<3 { try await doors[index].waitUntilHolds(id("17")) { $0.base != nil } }
        for index in 0..<3 { try await doors[index].waitUntilAllAcknowledged() }
        let opened = try await admin.client.events(EventFilter(user: "17")).all()
        #expect(opened.map(\.title).contains("User enroll succeeded (Device)"))
        #expect(opened.count { $0.title == "User enroll succeeded (Server)" } == 2)
        let enrolled = try #require(opened.first { $0.title == "User enroll succeeded (Device)" })
        #expect(enrolled.device == 1001 && enrolled.code == "0x2000" && enrolled.origin == "device")
        #expect(enrolled.mode == "all-devices-including-user-update-from-device")
        let folded = try await admin.client.events(EventFilter(user: "17", isFolded: true)).all()
        let line = try #require(folded.first { $0.title == "User enroll succeeded (Server)" })
        #expect(line.folded == 2 && line.device == nil)
        #expect(line.detail == "written to 2 of 3 devices")
        #expect(folded.count { $0.title == "User enroll succeeded (Server)" } == 1)
      }
    }
  }

  @Test("MODE-2 with device updates off a log is shown with what did not come of it")
  func notTakenIn() async throws {
    try await Doors.run(1, mode: .allDevices) { doors in
      try await Administration.run(doors.server) { admin in
        let log = try doors[0].enrol(UserRecord(id: id("17")))
        try await doors[0].waitUntilAcknowledged(log)
        let event = try #require(await admin.client.events(EventFilter(user: "17")).all().first)
        #expect(event.outcome?.contains("is off") == true)
        #expect(try await admin.client.users().all().isEmpty)
      }
    }
  }

  @Test("the log is read in pages from either end, and filtered")
  func pages() async throws {
    try await TestServer.run { server in
      for mode in [SynchronizationMode.allDevices, .notUsed, .specificDevices, .notUsed] { try await server.set(mode) }
      try await Administration.run(server) { admin in
        let all = try await admin.client.events().all()
        #expect(all.map(\.title) == Array(repeating: "Automatic User Synchronization changed", count: 4))
        #expect(try await admin.client.latestEvents(3).map(\.id) == all.suffix(3).map(\.id))
        #expect(try await admin.client.events(after: all[1].id).all() == Array(all[2...]))
        #expect(try await admin.client.events(EventFilter(kind: "connected")).all().isEmpty)
        #expect(try await admin.client.events(EventFilter(device: 1001)).all().isEmpty)
        var ids: [Int64] = []
        var cursor: String? = "0"
        while let after = cursor {
          let answer = try await admin.send("GET", "/api/v1/events?limit=1&after=\(after)")
          let page = try AdminJSON.decoder.decode(Page<EventResource>.self, from: answer.data)
          ids += page.items.map(\.id)
          cursor = page.next
        }
        #expect(ids == all.map(\.id))
      }
    }
  }

  @Test("the live log goes on where it was left, and ends when the server stops")
  func live() async throws {
    try await TestServer.run { server in
      let stream = try await Administration.run(server) { admin in
        try await server.set(.allDevices)
        let first = try #require(await admin.client.latestEvents(1).first)
        try await server.set(.notUsed)
        let live = try await admin.client.liveEvents(after: first.id)
        var events = live.makeAsyncIterator()
        let missed = try #require(await events.next())
        #expect(missed.id == first.id + 1)
        try await server.set(.allDevices)
        #expect(try await events.next()?.id == missed.id + 1)
        // Without a number only what comes from now on.
        let later = try await admin.client.liveEvents(EventFilter(kind: "mode-changed"))
        try await server.set(.specificDevices)
        var newest = later.makeAsyncIterator()
        #expect(try await newest.next()?.id == missed.id + 2)
        return missed.id
      }
      #expect(stream > 0)
    }
  }

  @Test("LOG-8 the live log says of what the server wrote how many devices should have it")
  func wanted() async throws {
    try await Doors.run(3, mode: .specificDevices) { doors in
      let group = try await doors.server.addGroup("North")
      for index in 0..<2 { try await doors.server.put(doors[index].id, into: [group]) }
      try await Administration.run(doors.server) { admin in
        let live = try await admin.client.liveEvents(EventFilter(user: "17"), after: 0)
        var record = UserRecord(id: try id("17"))
        record.rights.setAccessGroups([group])
        try await doors.server.add(record)
        for try await event in live where event.origin == "server" {
          #expect(event.devices == 2)
          break
        }
      }
    }
  }

  @Test("who waits for a number above the newest is told so: they would miss all up to it")
  func ahead() async throws {
    try await TestServer.run { server in
      try await server.set(.allDevices)
      try await Administration.run(server) { admin in
        let newest = try await admin.engine.store.read { try $0.lastEvent() }
        #expect(newest > 0)
        for (path, fields) in [
          ("/api/v1/events/stream", ["last-event-id": "\(newest + 1)"]), ("/api/v1/events?after=\(newest + 1)", [:]),
        ] {
          let answer = try await admin.send("GET", path, fields: fields)
          let problem = try answer.problem()
          #expect(answer.status == 400 && problem.reason == Problem.aheadOfLog, "\(path)")
          #expect(problem.limit == "0…\(newest)", "\(path)")
        }
        for wrong in ["-1", "x", "9223372036854775808"] {
          let answer = try await admin.send("GET", "/api/v1/events/stream", fields: ["last-event-id": wrong])
          #expect(try answer.status == 400 && answer.problem().field == "Last-Event-ID", "\(wrong)")
        }
        #expect(try await admin.send("GET", "/api/v1/events?after=\(newest)").status == 200)
      }
    }
  }

  @Test("LOG-8 a connection on which nothing comes any more, not even a sign of life, counts as lost")
  func halfOpen() async throws {
    // A server that begins its answer and then is gone, while the connection stands.
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    let port = try #require(listener.channel.localAddress?.port)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await listener.executeThenClose { connections in
          for try await connection in connections {
            try await connection.executeThenClose { inbound, outbound in
              let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
              try await outbound.write(ByteBuffer(string: head))
              for try await _ in inbound {}
            }
          }
        }
      }
      let client = try AdminClient(
        server: "http://127.0.0.1:\(port)", token: "x", longestSilence: .milliseconds(200))
      do {
        for try await _ in try await client.liveEvents() {}
        Issue.record("the stream ended")
      } catch let error as AdminClientError {
        #expect(error.description.contains("did not come in time"))
      }
      await client.shutDown()
      group.cancelAll()
      while await group.nextResult() != nil {}
    }
  }
}
