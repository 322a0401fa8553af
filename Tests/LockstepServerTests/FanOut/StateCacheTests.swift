import LockstepCore
import LockstepTesting
import Synchronization
import Testing

@testable import LockstepServer

struct StateCacheTests {
  private static func user(_ record: UserRecord, _ revision: Revision) -> ServerUser {
    ServerUser(record: record, incarnation: 1, revision: revision, version: 1, createdAt: 1, changedAt: 1)
  }

  @Test("SEND-1, SEND-8 a change is encoded once per capability profile, however many devices ask for it at once")
  func once() async throws {
    let cache = StateCache(server: Sample.server)
    var simple = Capabilities.full
    simple.fingerprintsPerUser = 0
    let profiles = [Capabilities.full, simple]
    let user = try UserID("17")
    for revision in 1...200 as ClosedRange<Revision> {
      let loads = Loads()
      let states = try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for number in 0..<32 {
          group.addTask {
            try cache.state(revision, profiles[number % 2]) {
              loads.count.withLock { $0 += 1 }
              return Self.user(UserRecord(id: user, name: "Ada Quill"), revision)
            }
          }
        }
        return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
      }
      #expect(loads.count.withLock { $0 } == profiles.count)
      #expect(states.count == 1)
    }
  }

  @Test("SEND-8 what a profile cannot hold is told to each device of it, and nobody waits for ever")
  func misfit() throws {
    let cache = StateCache(server: Sample.server)
    var digits = Capabilities.full
    digits.alphanumericIDs = false
    let user = Self.user(UserRecord(id: try UserID("noor-2")), 1)
    for _ in 0..<2 { #expect(throws: Fit.Misfit.self) { try cache.state(1, digits) { user } } }
    #expect(try !cache.state(1, .full) { user }.isEmpty)
  }
}

private final class Loads: Sendable {
  let count = Mutex(0)
}
