import Foundation
import LockstepCore
import Testing

@Suite("When devices are compared by themselves")
struct CompareScheduleTests {
  private static let day: Int64 = 86_400_000
  /// 2026-01-01 00:00 UTC.
  private static let newYear: Int64 = 1_767_225_600_000

  @Test("VERIFY-4 four hundred doors have their turns within three hours of the night, spread over them")
  func spread() throws {
    let schedule = CompareSchedule(hour: 3, timeZone: .gmt)
    let lastTurn = schedule.lastTurns(at: Self.newYear + 12 * 3_600_000)
    let turns = try (1001...1400).map { number in
      lastTurn(try #require(DeviceID(UInt32(number)))) - Self.newYear
    }
    let hours = turns.map { Double($0) / 3_600_000 }
    #expect(hours.allSatisfy { (3.0..<6.0).contains($0) })
    // No quarter of an hour has more than three times its share.
    let quarters = Dictionary(hours.map { (Int($0 * 4), 1) }, uniquingKeysWith: +)
    #expect(quarters.values.allSatisfy { $0 <= 100 } && quarters.count == 12)
  }

  @Test("VERIFY-4 a turn comes once a day, at the hour of the server's time zone, also around midnight")
  func daily() throws {
    let device = try #require(DeviceID(1001))
    let tokyo = CompareSchedule(hour: 3, timeZone: try #require(TimeZone(identifier: "Asia/Tokyo")))
    let gmt = CompareSchedule(hour: 3, timeZone: .gmt)
    let now = Self.newYear + 20 * 3_600_000
    let behind = tokyo.lastTurns(at: now)(device) - gmt.lastTurns(at: now)(device)
    #expect(behind % Self.day == 15 * 3_600_000 || behind % Self.day == -9 * 3_600_000)
    for hour in [0, 22, 23] {
      let schedule = CompareSchedule(hour: hour, timeZone: .gmt)
      var turns: Set<Int64> = []
      for quarter in 0..<(96 * 10) {
        let moment = Self.newYear + Int64(quarter) * 900_000
        let turn = schedule.lastTurns(at: moment)(device)
        #expect(turn <= moment && turn > moment - Self.day - 1)
        turns.insert(turn)
      }
      #expect((10...11).contains(turns.count))
    }
  }
}
