import LockstepCore
import Testing

@testable import LockstepStore

@Suite("Refusals in the audit log", .timeLimit(.minutes(1)))
struct RefusalTests {
  private let till = Actor(name: "till", way: .token, address: "192.0.2.1")

  private func refusal(_ object: String, by actor: Actor, at now: Int64) -> AuditEntry {
    AuditEntry(at: now, actor: actor, action: "DELETE", object: object, outcome: .refused)
  }

  @Test(
    "SEC-2 a refusal that is repeated within a minute is one line that counts; later, or another one, is a new line")
  func repeated() throws {
    try StoreScene.run { scene in
      try scene.store.write { store in
        for now in [0, 10, 59_999] { try store.audit(refusal: refusal("user 1", by: till, at: Int64(now))) }
        try store.audit(refusal: refusal("user 2", by: till, at: 20))
        try store.audit(refusal: refusal("user 1", by: Actor(name: "wall", way: .token, address: ""), at: 20))
        try store.audit(refusal: refusal("user 1", by: till, at: 60_000))
        let lines = try store.reading.audit(limit: 10)
        #expect(lines.map(\.object) == ["user 1", "user 1", "user 2", "user 1"])
        #expect(lines.map(\.actor.name) == ["till", "wall", "till", "till"])
        #expect(lines.map(\.after) == [nil, nil, nil, #"{"times":3}"#])
      }
    }
  }

  @Test("SEC-2 nobody gets more than some lines an hour, whatever they try; what others did is not cut short")
  func many() throws {
    try StoreScene.run { scene in
      try scene.store.write { store in
        let most = WriteTransaction.mostRefusals
        for number in 0..<(2 * most) {
          try store.audit(refusal: refusal("user \(number)", by: till, at: 1000 + Int64(number)))
          // Who is not known yet may call themselves anything.
          let stranger = Actor(name: "guess \(number)", way: .none, address: "192.0.2.\(number)")
          try store.audit(refusal: refusal("console", by: stranger, at: 1000 + Int64(number)))
        }
        let lines = try store.reading.audit(limit: 1000)
        #expect(lines.count == 2 * most)
        #expect(lines.count { $0.actor == till } == most)
        #expect(lines.first { $0.actor == till }?.after == "{\"times\":\(most + 1)}")
        #expect(lines.first { $0.actor.way == .none }?.after == "{\"times\":\(most + 1)}")
        try store.audit(refusal: refusal("user 1", by: till, at: 3_700_000))
        #expect(try store.reading.audit(limit: 1000).count == 2 * most + 1)
        try store.audit(AuditEntry(at: 3_700_000, actor: till, action: "user.add", object: "user 9"))
        #expect(try store.reading.audit(limit: 1).first?.outcome == .done)
      }
    }
  }
}
