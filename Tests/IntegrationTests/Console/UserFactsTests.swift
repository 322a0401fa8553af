import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@testable import AdminAPI

@Suite("What a user's page says", .timeLimit(.minutes(1)))
struct UserFactsTests {
  @Test("a door holds somebody since it saved them, however often it has let them in since")
  func heldSince() async throws {
    try await Doors.run(1) { doors in
      let record = UserRecord(id: try id("17"), name: "Ada Quill", cards: [try card("4711")])
      _ = try doors[0].enrol(record)
      try await doors.settled(0)
      #expect(doors[0].present(.card(try CardNumber(text: "4711"))) == .granted(try id("17")))
      try await doors.settled(0)
      let device = doors[0].id
      let (facts, events) = try await doors.server.store.read { store in
        (
          try UserFacts(UserID("17"), asked: device, cursors: LiveCursors(), visitor: nil, at: 0, store),
          try store.events(EventQuery(device: device, user: "17", kind: .log, direction: .after(0), limit: 10))
        )
      }
      #expect(events.map(\.code) == [.enrollSuccess, .updateSuccess, .verifySuccess])
      #expect(facts?.heldSince == events.dropLast().last?.receivedAt)
    }
  }
}
