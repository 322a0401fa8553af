import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepStore
import Testing

@testable import LockstepServer

@Suite(.timeLimit(.minutes(1)))
struct AbsenceTests {
  @Test(
    "DEL-5 a door that was away for too long returns with unknown content, and waits for the operator",
    arguments: [ContentChoice.takeOver, .replace])
  func returns(choice: ContentChoice) async throws {
    try await Doors.run(2) { doors in
      let (gone, stays) = (try id("251"), try id("252"))
      for user in [gone, stays] { try await doors.server.add(UserRecord(id: user, name: "Person \(user)")) }
      for user in [gone, stays] { for index in 0..<2 { try await doors[index].waitUntilHolds(user) } }
      try await doors.allSettled()
      await doors[1].disconnect()
      try await doors.server.delete(gone)
      try await doors[0].waitUntilDoesNotHold(gone)
      try await doors.until("the first door's cursor is saved") {
        try await $0.server.standing(of: doors[0].id).cursor == $0.server.store.read { try $0.head() }
      }
      let days = { (count: Int64) in doors.server.engine.now() + count * Housekeeping.day }
      let housekeeping = Housekeeping(engine: doors.server.engine)
      _ = try await housekeeping.doRound(clocksSetAt: .max, at: days(179))
      #expect(try await doors.server.store.read { try $0.hasTombstone(gone) })
      _ = try await housekeeping.doRound(clocksSetAt: .max, at: days(181))
      #expect(try await !doors.server.store.read { try $0.hasTombstone(gone) })

      let answers = doors.answers(of: 1)
      try await doors.reconnect(1)
      let entry = try await doors.entry(.unknownContent, on: 1)
      #expect(entry.reason.contains("180"))
      try await doors.server.add(UserRecord(id: try id("253"), name: "Bruno Tal"))
      try await doors[0].waitUntilHolds(try id("253"))
      _ = try await doors.server.engine.compare(doors[1].id)
      #expect(doors[1].memory.userIDs == [gone, stays])
      let taken = await answers.taken()
      #expect(taken.writes.isEmpty && taken.removals.isEmpty && taken.reads.isEmpty)

      try await doors.server.choose(choice, for: doors[1].id)
      try await doors[1].waitUntilHolds(try id("253"))
      if choice == .replace {
        try await doors[1].waitUntilDoesNotHold(gone)
      } else {
        try await doors[0].waitUntilHolds(gone)
      }
      try await doors.allSettled()
      #expect(try await doors.server.known(doors[1].id).hold == nil)
      #expect(try await doors.areEqual())
    }
  }

  @Test("LOG-5 clocks are set on connecting and once a day, unless that is switched off, and the skew is recorded")
  func clocks() async throws {
    try await Doors.run(1) { doors in
      let device = doors[0]
      try await device.wait("its clock is set") { _ in true }
      try await doors.settled(0)
      device.moveClock(by: 7200)
      let housekeeping = Housekeeping(engine: doors.server.engine)
      let now = doors.server.engine.now()
      #expect(try await housekeeping.doRound(clocksSetAt: now, at: now + Housekeeping.day - 1).clocksSetAt == now)
      _ = try await doors.server.engine.compare(device.id)
      #expect(device.memory.clockOffset >= 7199)
      #expect(
        try await housekeeping.doRound(clocksSetAt: now, at: now + Housekeeping.day).clocksSetAt == now
          + Housekeeping.day)
      try await device.wait("its clock is right") { abs($0.memory.clockOffset) <= 1 }
      try await doors.until("the skew is recorded") { abs(try await $0.server.known(device.id).clockSkew - 7200) <= 2 }

      try await doors.server.set(.setDeviceClocks, to: "false")
      device.moveClock(by: -3600)
      _ = try await housekeeping.doRound(clocksSetAt: now, at: now + 3 * Housekeeping.day)
      try await doors.away(0) {}
      try await doors.settled(0)
      #expect(device.memory.clockOffset <= -3598)
      #expect(abs(try await doors.server.known(device.id).clockSkew + 3600) <= 2)
    }
  }
}
