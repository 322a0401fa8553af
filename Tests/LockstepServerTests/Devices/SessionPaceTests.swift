import DeviceProtocol
import LockstepCore
import Testing

@testable import LockstepServer

struct SessionPaceTests {
  private func hello(_ device: UInt32, key: UInt8) throws -> Hello {
    Hello(
      device: try #require(DeviceID(device)), publicKey: [UInt8](repeating: key, count: 32), model: "", firmware: "",
      epoch: 1, firstLogID: 0, lastLogID: 0, server: nil, highestRevision: 0, highestIncarnation: 0, userCount: 0,
      capabilities: .full, userCapacity: 1, nonce: [UInt8](repeating: 1, count: 32), time: 0)
  }

  @Test("SEC-7 a device may begin so many sessions; who only claims its number takes none of them")
  func sessions() throws {
    let pace = SessionPace(SessionPace.Limits(sessions: (2, 0.5)))
    let (door, imitator) = (try hello(1, key: 1), try hello(1, key: 2))
    #expect(pace.mayBegin(door, at: .zero) && pace.mayBegin(door, at: .zero) && !pace.mayBegin(door, at: .zero))
    #expect(pace.mayBegin(imitator, at: .zero))
    #expect(!pace.mayBegin(door, at: .seconds(1)))
    #expect(pace.mayBegin(door, at: .seconds(3)))
  }

  @Test("SEC-4 so many new devices may appear; memory does not grow with those that come")
  func strangers() throws {
    let pace = SessionPace(SessionPace.Limits(strangers: (3, 1)))
    #expect((0..<5).map { _ in pace.mayAppear(at: .zero) } == [true, true, true, false, false])
    #expect(pace.mayAppear(at: .seconds(1)))
    for number in 1...30_000 { #expect(pace.mayBegin(try hello(UInt32(number), key: 1), at: .zero)) }
    #expect(pace.claims <= 20_000)
  }
}
