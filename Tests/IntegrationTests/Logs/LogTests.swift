import DeviceProtocol
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// Event logs: identity, durability, order (section 2).
@Suite(.timeLimit(.minutes(1)))
struct LogTests {
  @Test("LOG-1 entries that come again are acknowledged again and stored once")
  func duplicates() async throws {
    try await Doors.run(1, mode: .allDevices) { doors in
      let device = doors[0]
      for number in 1...5 { _ = try device.enrol(UserRecord(id: try id("\(number)"), name: "Guest \(number)")) }
      try await device.waitUntilAllAcknowledged()
      let before = try await doors.server.log(.log, of: device.id)
      let events = device.events()
      device.uploadAgain(from: 2)
      for await event in events { if case .acknowledged(5) = event { break } }
      #expect(try await doors.server.log(.log, of: device.id) == before)
      #expect(before.compactMap(\.log) == [1, 2, 3, 4, 5])
      // Again after a lost acknowledgement, in a new session.
      device.cutLink()
      try await device.waitUntilDisconnected()
      try await device.waitUntilRegistered()
      let later = device.events()
      device.uploadAgain(from: 1)
      for await event in later { if case .acknowledged(5) = event { break } }
      #expect(try await doors.server.logIDs(of: device.id) == [1, 2, 3, 4, 5])
      #expect(try await doors.server.known(device.id).holdReason == "")
    }
  }

  @Test("LOG-2 what is acknowledged is in the files with all that it causes, as a killed server leaves them")
  func durable() async throws {
    let copy = TestServer.newDirectory()
    defer { try? FileManager.default.removeItem(at: copy) }
    let ids: [LogID] = try await Doors.run(1) { doors in
      let device = doors[0]
      try await doors.settled(0)
      // The pull is asked and its answer lost, so that what the log causes still waits.
      device.setFaults { $0.lostReplies = 1 }
      _ = try device.enrol(UserRecord(id: try id("17"), name: "Ines Park"))
      device.skipLogIDs(3)
      _ = device.present(.card(try CardNumber(text: "5")))
      try await device.waitUntilAllAcknowledged()
      try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
      for name in ["lockstep.sqlite", "lockstep.sqlite-wal", "data-key"] {
        try FileManager.default.copyItem(
          at: doors.server.directory.appendingPathComponent(name), to: copy.appendingPathComponent(name))
      }
      return device.memory.log.all.map(\.id)
    }
    let store = try TestServer.openStore(copy)
    defer { try? store.close() }
    let device = try #require(DeviceID(1001))
    let (stored, standing, known, lost) = try await store.read { transaction in
      (
        try transaction.events(EventQuery(device: device, kind: .log, limit: 100)),
        try transaction.standing(of: device), try transaction.device(device),
        try transaction.events(EventQuery(kind: .logsLost, limit: 1))
      )
    }
    #expect(stored.compactMap(\.log) == ids)
    #expect(ids == [1, 5])
    // The gap is there with the entry that showed it; the mark of writes stays below it.
    #expect(standing.gap == 2 || standing.gap == nil && standing.reconcile != nil)
    #expect(known.isBusy)
    #expect(lost.map(\.detail) == ["2…4"])
  }

  @Test("LOG-5 order is the order of receipt, device time is kept beside it, the clock is set and its skew recorded")
  func clocks() async throws {
    try await Doors.run(1, mode: .allDevices) { doors in
      let device = doors[0]
      try await device.wait("its clock is set") { $0.memory.clockOffset == 0 }
      await device.disconnect()
      device.moveClock(by: -7200)
      _ = try device.enrol(UserRecord(id: try id("1")))
      device.moveClock(by: 10800)
      _ = try device.enrol(UserRecord(id: try id("2")))
      device.moveClock(by: -5400)
      _ = try device.enrol(UserRecord(id: try id("3")))
      let times = device.memory.log.all.map(\.time)
      try await doors.reconnect(0)
      try await doors.settled(0)
      let stored = try await doors.server.log(.log, of: device.id)
      #expect(stored.compactMap(\.log) == [1, 2, 3])
      #expect(stored.compactMap(\.deviceTime) == times)
      #expect(times[1] > times[2])
      let now = doors.server.engine.now()
      #expect(stored.allSatisfy { abs($0.receivedAt - now) < 60_000 })
      #expect(abs(try await doors.server.known(device.id).clockSkew + 1800) <= 5)
      try await device.wait("its clock is set again") { abs($0.memory.clockOffset) <= 2 }
    }
  }

  @Test("LOG-5 the clock is left alone when that is switched off")
  func clockLeftAlone() async throws {
    try await Doors.run(1, mode: .allDevices) { doors in
      try await doors[0].wait("its clock is set") { $0.memory.clockOffset == 0 }
      try await doors.server.set(.setDeviceClocks, to: "false")
      await doors[0].disconnect()
      doors[0].moveClock(by: 500)
      try await doors.reconnect(0)
      try await doors.settled(0)
      #expect(doors[0].memory.clockOffset == 500)
      #expect(abs(try await doors.server.known(doors[0].id).clockSkew - 500) <= 5)
    }
  }

  @Test("LOG-6 codes that nobody knows are stored and shown as they are, and cause nothing")
  func unknownCodes() async throws {
    try await Doors.run(1) { doors in
      try await RawDevice.run(doors.server, try RawDevice.memory()) { raw in
        let codes: [UInt16] = [0x0001, 0x7777, 0x2001, 0xFFFF]
        let entries = codes.enumerated().map {
          LogEntry(id: LogID($0 + 1), time: -5, code: EventCode($1), origin: .device, user: "??", detail: "as it is")
        }
        #expect(try await raw.upload(entries) == .logsStored(mark: 4))
        let stored = try await doors.server.log(.log, of: raw.memory.device)
        #expect(stored.compactMap(\.code?.rawValue) == codes)
        #expect(stored.allSatisfy { $0.user == "??" && $0.detail == "as it is" && $0.deviceTime == -5 })
        #expect(try await !doors.server.known(raw.memory.device).isBusy)
      }
    }
  }
}
