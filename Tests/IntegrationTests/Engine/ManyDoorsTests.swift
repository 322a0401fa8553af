import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ManyDoorsTests {
  @Test("SEND-1 fifty doors enrol at once, and every door ends with everybody")
  func enrolEverywhere() async throws {
    try await Doors.run(50) { doors in
      for (index, door) in doors.fleet.devices.enumerated() {
        for number in 0..<4 {
          let user = try id("\(5000 + index * 4 + number)")
          _ = try door.enrol(
            UserRecord(id: user, name: "Person \(user)", cards: [try card("\(9000 + index * 4 + number)")]))
        }
      }
      for door in doors.fleet.devices {
        try await door.wait("it holds everybody", within: .seconds(40)) { $0.memory.userCount == 200 }
      }
      #expect(try await doors.areEqual())
    }
  }
}
