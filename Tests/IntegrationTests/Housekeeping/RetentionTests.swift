import AdminClient
import AdminModel
import DeviceSimulator
import LockstepCore
import LockstepStore
import Testing

@testable import LockstepServer

@Suite(.timeLimit(.minutes(1)))
struct RetentionTests {
  @Test("LOG-2 a round removes all that is too old, step by step; whoever reads on from a removed entry misses nothing")
  func round() async throws {
    try await Doors.run(1, userCapacity: 2000, logCapacity: 2000) { doors in
      for number in 1...700 { try await doors.server.add(UserRecord(id: try id("\(number)"))) }
      try await doors.allSettled()
      let now = doors.server.engine.now()
      let before = try await doors.server.store.read { try $0.events(EventQuery(limit: 10_000)) }
      #expect(before.count > 700)
      let kept = try await doors.server.store.read { try $0.lastEvent() }
      _ = try await Housekeeping(engine: doors.server.engine).doRound(
        clocksSetAt: .max, at: now + 170 * Housekeeping.day)
      #expect(try await doors.server.store.read { try $0.events(EventQuery(limit: 10_000)) }.count == before.count)
      try await doors.server.set(.eventDays, to: "100")
      _ = try await Housekeeping(engine: doors.server.engine).doRound(
        clocksSetAt: .max, at: now + 170 * Housekeeping.day)
      let left = try await doors.server.store.read { try $0.events(EventQuery(limit: 10_000)) }
      #expect(left.count < 10)
      try await doors.server.add(UserRecord(id: try id("5000")))
      try await doors[0].waitUntilHolds(try id("5000"))
      try await doors[0].waitUntilAllAcknowledged()
      try await Administration.run(doors.server) { admin in
        let after = try await admin.client.events(after: before[100].id).all()
        #expect(after.allSatisfy { $0.id > before[100].id } && after.contains { $0.id > kept && $0.user == "5000" })
      }
    }
  }
}
