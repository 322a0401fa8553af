import AdminClient
import AdminModel
import DeviceSimulator
import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

@testable import LockstepServer

@Suite(.timeLimit(.minutes(1)))
struct ErasureTests {
  @Test(
    "DEL-7 with one of two doors away: erased at once on the server, pending until that door is back and has confirmed")
  func doors() async throws {
    try await Doors.run(2) { doors in
      let user = try id("281")
      try await doors.server.add(UserRecord(id: user, name: "Zoe Planted", cards: [try card("2810")]))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      try await doors.allSettled()
      await doors[1].disconnect()
      try await Administration.run(doors.server) { admin in
        let note = try await admin.client.eraseUser("281")
        #expect(note.user == "281" && note.finishedAt == nil && note.waitingDevices == 2)
        try await doors[0].waitUntilDoesNotHold(user)
        try await doors[0].waitUntilAllAcknowledged()
        try await doors.until("histories are done") { try await $0.erasure()?.state == .pending }
        try await doors.until("one door is waited for") { try await $0.erasure()?.waitingDevices == 1 }
        try await doors.tidy()
        #expect(try await doors.erasure()?.state == .pending)
        let listed = try await admin.client.erasures().all()
        #expect(listed.map(\.state) == ["pending"] && listed.map(\.askedBy) == [note.askedBy])

        // Where the door is away the person goes on as before.
        #expect(doors[1].present(.card(try CardNumber(text: "2810"))) == .granted(user))
        _ = try doors[1].edit(user, .addFingerprint(try finger(5, "281")))
        try await doors.reconnect(1)
        try await doors[1].waitUntilDoesNotHold(user)
        try await doors[1].waitUntilAllAcknowledged()
        try await doors.allSettled()
        try await doors.until("the cursors are saved") { doors in
          let head = try await doors.server.store.read { try $0.head() }
          for index in 0..<2 where try await doors.server.standing(of: doors[index].id).cursor != head { return false }
          return true
        }
        try await doors.tidy()
        try await doors.until("it is finished") { try await $0.erasure()?.state == .finished }
        let finished = try #require(try await admin.client.erasures().all().first)
        #expect(finished.waitingDevices == 0 && finished.absentDevices == 0 && finished.finishedAt != nil)
        #expect(try await doors.server.store.read { try $0.events(EventQuery(user: "281", limit: 10)) }.isEmpty)
        #expect(
          try await doors.server.store.read { try $0.entries(EntryQuery(user: "281", isOpen: nil, limit: 10)) }.isEmpty)
        #expect(try await admin.send("GET", "/api/v1/users/281").status == 404)
        let line = try await doors.server.store.read { try $0.audit(object: "user 281", limit: 1) }.first
        #expect(line?.action == "user.erase" && line?.before == nil && line?.after == nil)
        #expect(doors[0].present(.card(try CardNumber(text: "2810"))) == .denied(.unknown))
      }
    }
  }

  @Test("SEC-8 DEL-7 whoever is protected is refused, with 409, and nobody but an administrator may erase")
  func refused() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        _ = try await admin.client.addUser(UserBody(id: .set("17"), name: .set("Ada Quill"), protected: .set(true)))
        let answer = try await admin.send("POST", "/api/v1/users/17/erase")
        #expect(answer.status == 409 && answer.text.contains("is protected"))
        #expect(try await admin.client.user("17").name == "Ada Quill")
        #expect(try await admin.send("POST", "/api/v1/users/18/erase").status == 404)
        #expect(try await admin.client.erasures().all().isEmpty)
        #expect(try await admin.send("GET", "/api/v1/erasures/1").status == 404)
      }
    }
  }
}

extension Doors {
  fileprivate func erasure() async throws -> StoredErasure? {
    try await server.store.read { try $0.erasures(limit: 1) }.first
  }

  fileprivate func tidy() async throws {
    _ = try await Housekeeping(engine: server.engine).doRound(clocksSetAt: .max, at: server.engine.now())
    server.engine.erasuresChanged()
  }
}
