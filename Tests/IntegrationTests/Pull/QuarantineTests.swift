import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import NIOCore
import Testing

/// Records that cannot be taken in, and links that break over them (PULL-6).
@Suite(.timeLimit(.minutes(1)))
struct QuarantineTests {
  @Test(
    "PULL-6 a record over its limits is quarantined with field, limit and size; other users go on; retry takes it in")
  func overLimits() async throws {
    try await Doors.run(2) { doors in
      let (over, fine) = (try id("11"), try id("12"))
      doors[0].setFaults { $0.sendsRecordsOverLimits = true }
      _ = try doors[0].enrol(UserRecord(id: over, name: "Olga Prinz"))
      try await doors.until("it is quarantined") { try await $0.server.attention(.quarantined).count == 1 }
      let entry = try #require(try await doors.server.attention(.quarantined).first)
      #expect(entry.user == "11" && entry.device == doors[0].id)
      #expect(entry.reason.contains("name") && entry.reason.contains("48") && entry.reason.contains("49"))
      #expect(!entry.reason.contains("nnnn"))
      #expect(try await doors.server.log(.quarantined).map(\.user) == ["11"])
      doors[0].setFaults { $0.sendsRecordsOverLimits = false }
      _ = try doors[0].enrol(UserRecord(id: fine, name: "Paul Kern"))
      try await doors[1].waitUntilHolds(fine)
      #expect(!doors[1].memory.holds(over))
      #expect(try await doors.server.user(over) == nil)
      #expect(doors[0].memory.user(over)?.record.name == "Olga Prinz")
      try await doors.server.decide(entry, "retry")
      try await doors[1].waitUntilHolds(over)
      #expect(try await doors.server.attention(.quarantined).isEmpty)
    }
  }

  @Test("PULL-6 a record over 1 MiB, read by hand from the wire, is refused alone (LIMIT-5)")
  func hugeRecord() async throws {
    try await Doors.run(1) { doors in
      var memory = try RawDevice.memory()
      try await RawDevice.run(doors.server, memory) { raw in
        let face = Face(kind: .visual, index: 0, template: [UInt8](repeating: 1, count: 1_200_000))
        let huge = UserRecord(id: try id("71"), name: "Too Big", faces: [face])
        let entry = LogEntry(id: 1, time: 1, code: .enrollSuccess, origin: .device, user: "71")
        #expect(try await raw.upload([entry]) == .logsStored(mark: 1))
        let request = try await raw.request { if case .readUsers = $0 { true } else { false } }
        try await raw.client.send(
          .answer(.users(log: 1, [UserOnDevice(user: huge.id, .record(DeviceRecord(record: huge)))])), request: request)
        try await doors.until("it is quarantined") { try await $0.server.attention(.quarantined).count == 1 }
        let reason = try #require(try await doors.server.attention(.quarantined).first).reason
        #expect(reason.contains("face") && reason.contains("1200000"))
        #expect(try await doors.server.user(huge.id) == nil)
        // The session goes on.
        #expect(
          try await raw.upload([LogEntry(id: 2, time: 1, code: .verifySuccess, origin: .device)])
            == .logsStored(mark: 2))
        memory = raw.memory
      }
      _ = try doors[0].enrol(UserRecord(id: try id("72")))
      try await doors.until("the other door goes on") { try await $0.server.user(try id("72")) != nil }
    }
  }

  @Test("PULL-6 a link that breaks over one record: each pull is repeated alone, and only that user is to blame")
  func cutLinks() async throws {
    try await Doors.run(2) { doors in
      let (big, small, other) = (try id("21"), try id("22"), try id("23"))
      await doors[0].disconnect()
      let faces = (0..<5).map { SimulatedCredential.face(.infrared, UInt8($0), of: big) }
      let photo = [0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: 1, count: 12_000)
      _ = try doors[0].enrol(UserRecord(id: small, name: "Small One"))
      _ = try doors[0].enrol(UserRecord(id: big, name: "Big One", photo: photo, faces: faces))
      _ = try doors[0].enrol(UserRecord(id: other, name: "Other One"))
      // Enough for the session and small records, never for the big one.
      doors[0].setFaults { $0.dropsLinkAfterBytes = 6000 }
      try doors[0].connect(to: "127.0.0.1", port: doors.server.port)
      try await doors[1].waitUntilHolds(small, within: .seconds(40))
      try await doors[1].waitUntilHolds(other, within: .seconds(40))
      try await doors.until("it is quarantined", within: .seconds(40)) {
        try await $0.server.attention(.quarantined).count == 1
      }
      let entry = try #require(try await doors.server.attention(.quarantined).first)
      #expect(entry.user == "21")
      #expect(!doors[1].memory.holds(big))
      // What it can do without the big record it still does.
      try await doors[0].waitUntilRegistered()
      _ = try doors[0].enrol(UserRecord(id: try id("24"), name: "Later One"))
      try await doors[1].waitUntilHolds(try id("24"))
      doors[0].setFaults { $0.dropsLinkAfterBytes = nil }
      try await doors.server.decide(entry, "retry")
      try await doors[1].waitUntilHolds(big)
    }
  }
}
