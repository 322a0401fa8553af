import AdminModel
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@testable import AdminAPI

@Suite("Figures by the minute, and what is drawn of them", .timeLimit(.minutes(1)))
struct FigureTests {
  private static func minute(_ number: Int64, _ enrolments: Int, lag: Int64? = nil) -> StoredMinute {
    StoredMinute(minute: number, logs: 3, enrolments: enrolments, transfers: 2, failures: 1, longestLag: lag)
  }

  @Test("a day is kept; a minute in which the server was started anew is added up")
  func kept() async throws {
    try await TestServer.run { server in
      let minutes = try await server.engine.commit { store in
        for number in 0..<5 { try store.keep(Self.minute(Int64(number), number), since: 2) }
        try store.keep(Self.minute(4, 10, lag: 250), since: 2)
        try store.keep(Self.minute(4, 0), since: 2)
        return try store.reading.minutes(since: 0)
      }
      #expect(minutes.map(\.minute) == [2, 3, 4])
      #expect(minutes.last?.enrolments == 14)
      #expect(minutes.last?.longestLag == 250)
      #expect(minutes.first?.longestLag == nil)
    }
  }

  @Test("an enrolment, its way to the other doors and the lag are counted")
  func counted() async throws {
    try await Doors.run(3) { doors in
      _ = try doors[0].enrol(UserRecord(id: id("17"), name: "Ada Quill"))
      try await doors.until("both transfers are counted") { doors in
        try await doors.server.engine.figures().reduce(0) { $0 + $1.transfers } >= 2
      }
      let minutes = try await doors.server.engine.figures()
      #expect(minutes.reduce(0) { $0 + $1.enrolments } == 1)
      #expect(minutes.reduce(0) { $0 + $1.logs } >= 1)
      #expect(minutes.contains { $0.longestLag != nil })
      try await Administration.run(doors.server) { admin in
        let answer = try await admin.send("GET", "/api/v1/figures")
        let page = try AdminJSON.decoder.decode(Page<FigureResource>.self, from: answer.data)
        #expect(page.items.reduce(0) { $0 + $1.enrolments } == 1)
      }
    }
  }

  @Test("a chart breaks where nothing is known, and its top is a round number")
  func curve() {
    let curve = Curve(points: [(0, 0), (1, 7), (2, 3), (1439, 5)], places: 1440)
    #expect(curve.top == 10)
    #expect(curve.line.filter { $0 == "M" }.count == 2)
    #expect(curve.area.filter { $0 == "Z" }.count == 2)
    #expect(Curve(points: [], places: 1440).line.isEmpty)
    #expect(Curve(points: [(5, 0)], places: 1440).top == 1)
  }

  @Test("an estimate follows from how fast it went, and begins anew when more is to be done")
  func estimate() {
    let (watch, start) = (ProgressWatch(), ContinuousClock.now)
    #expect(watch.estimate("a", rest: 1000, at: start) == nil)
    #expect(watch.estimate("a", rest: 900, at: start + .seconds(1)) == 9000)
    #expect(watch.estimate("a", rest: 500, at: start + .seconds(5)) == 5000)
    #expect(watch.estimate("a", rest: 2000, at: start + .seconds(6)) == nil)
    #expect(watch.estimate("b", rest: 5, at: start) == nil)
    #expect(watch.estimate("a", rest: 0, at: start) == nil)
  }

  @Test("VERIFY-5 what a list says of a device's pending changes is what its own page says")
  func pending() async throws {
    try await Doors.run(3, mode: .specificDevices) { doors in
      let (north, south) = (try await doors.server.addGroup("North"), try await doors.server.addGroup("South"))
      for (index, group) in [north, south, north].enumerated() {
        try await doors.server.put(doors[index].id, into: [group])
      }
      await doors.fleet.disconnect()
      for number in 1...7 {
        var record = UserRecord(id: try id("\(number)"))
        record.rights.setAccessGroups([number % 3 == 0 ? south : north])
        try await doors.server.add(record)
      }
      let (rows, exact) = try await doors.server.store.read { store in
        (try store.devices(registered: true, lookingAt: 50), try store.devices(registered: true))
      }
      #expect(rows == exact)
      #expect(rows.map(\.pending.count) == [5, 2, 5])
      #expect(rows.allSatisfy { !$0.isInSync && !$0.pending.isMore })
    }
  }
}
