import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LargeBatchTests {
  @Test("LIMIT-5, SEND-10 large users that are sent by hand are split into frames that a door takes")
  func split() async throws {
    try await Doors.run(1, mode: .notUsed) { doors in
      var users: [UserID] = []
      for number in 1...8 {
        let user = try id("\(number)")
        let faces = (0..<5).map { index in
          Face(
            kind: .infrared, index: UInt8(index),
            template: Array(repeating: UInt8(number * 8 + index), count: Limits.faceTemplateBytes))
        }
        try await doors.server.add(UserRecord(id: user, name: "Person \(number)", faces: faces))
        users.append(user)
      }
      let (door, now, chosen) = (doors[0], doors.server.engine.now(), users)
      _ = try await doors.server.engine.commit {
        try $0.addTransfer(chosen, to: [door.id], removes: false, overwrites: false, at: now)
      }
      for user in users { try await door.waitUntilHolds(user) { $0.record.faces.count == 5 } }
      #expect(door.snapshot.lastGoodbye == nil)
    }
  }
}
