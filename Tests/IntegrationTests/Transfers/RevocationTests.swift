import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RevocationTests {
  enum Revocation: String, CaseIterable {
    case deletion, disabled, end, card, group
  }

  @Test("SEND-12 a revocation overtakes a fill, and is on the door within 5 s", arguments: Revocation.allCases)
  func overtakes(revocation: Revocation) async throws {
    let mode =
      revocation == .group
      ? SynchronizationMode.specificDevices : .allDevices
    try await Doors.run(1, mode: mode) { doors in
      let lab = try await doors.server.addGroup("Laboratory")
      try await doors.server.put(doors[0].id, into: [lab])
      let user = try id("181")
      let lost = try card("1810")
      try await doors.server.add(
        UserRecord(id: user, name: "Ada Quill", cards: [lost], rights: Rights(accessGroups: [lab])))
      try await doors[0].waitUntilHolds(user)
      try await doors.settled(0)
      doors[0].setFaults { $0.answersAfter = .milliseconds(100) }
      let now = doors.server.engine.now()
      try await doors.server.engine.commit { transaction in
        for number in 0..<400 {
          let record = UserRecord(
            id: try UserID("\(20_000 + number)"), name: "Person", rights: Rights(accessGroups: [lab]))
          try transaction.addUser(record, source: .operator("test"), at: now)
        }
      }
      try await doors[0].wait("the fill has begun") { $0.memory.userCount > 1 }
      let revoked = ContinuousClock.now
      switch revocation {
      case .deletion: try await doors.server.delete(user)
      case .disabled: try await doors.server.change(user) { $0.rights.isDisabled = true }
      case .end: try await doors.server.change(user) { $0.rights.end = 1_000_000_000 }
      case .card: try await doors.server.change(user) { $0.setCards([]) }
      case .group: try await doors.server.change(user) { $0.rights.setAccessGroups([]) }
      }
      try await doors[0].wait("the door stays closed") { snapshot in
        var memory = snapshot.memory
        if case .granted = memory.present(.card(lost.number), at: 1_750_000_000) { return false }
        return true
      }
      #expect(ContinuousClock.now - revoked < .seconds(5))
      #expect(doors[0].memory.userCount < 400)
      doors[0].setFaults { $0.answersAfter = nil }
      try await doors[0].wait("it is filled") { $0.memory.userCount >= 400 }
      try await doors.settled(0)
      #expect(try await doors.areEqual())
    }
  }

  @Test("SEND-12 the user's page shows which doors have not confirmed, and for how long")
  func unconfirmed() async throws {
    try await Doors.run(2, mode: .allDevices) { doors in
      let user = try id("182")
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill", cards: [try card("1820")]))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      await doors[1].disconnect()
      let changed = try await doors.server.change(user) { $0.rights.isDisabled = true }
      let (first, second) = (doors[0].id, doors[1].id)
      try await doors.until("the first door has confirmed") {
        let presence = try await $0.server.store.read { try $0.presence(of: user) }
        return presence.first { $0.device == first }?.state == .holds
      }
      let waiting = try #require(
        try await doors.server.store.read { try $0.presence(of: user) }.first { $0.device == second })
      #expect(waiting.state == .pending)
      #expect(waiting.since == changed.changedAt)
      #expect(waiting.confirmed < changed.revision)
      try await doors.reconnect(1)
      try await doors[1].waitUntilHolds(user) { $0.record.rights.isDisabled }
      try await doors.until("the second door has confirmed") {
        let presence = try await $0.server.store.read { try $0.presence(of: user) }
        return presence.allSatisfy { $0.state == .holds }
      }
    }
  }
}
