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

  private func origin(_ address: String?, isFamiliar: Bool = false) -> ConnectionOrigin {
    ConnectionOrigin(address: address.flatMap { IPAddress($0) }.map { PeerAddress($0) }, isFamiliar: isFamiliar)
  }

  @Test("SEC-4 so many new devices may appear; memory does not grow with those that come")
  func strangers() throws {
    let pace = SessionPace(SessionPace.Limits(strangers: (3, 1)))
    let origin = ConnectionOrigin.anywhere
    #expect((0..<5).map { _ in pace.mayAppear(from: origin, at: .zero) } == [true, true, true, false, false])
    #expect(pace.isUsedUp(from: origin, at: .zero) && !pace.isUsedUp(from: origin, at: .seconds(1)))
    #expect(pace.mayAppear(from: origin, at: .seconds(1)))
    for number in 1...30_000 { #expect(pace.mayBegin(try hello(UInt32(number), key: 1), at: .zero)) }
    for number in 0..<30_000 {
      _ = pace.mayAppear(from: self.origin("10.0.\(number / 250).\(number % 250)", isFamiliar: true), at: .zero)
    }
    #expect(pace.remembered <= 40_000)
  }

  @Test("SEC-4 one address takes half of what there is for new devices at most; looking takes nothing")
  func share() {
    let pace = SessionPace(SessionPace.Limits(strangers: (4, 1), strangersOfAddress: (2, 0.5)))
    let (one, other) = (origin("192.0.2.1"), origin("192.0.2.2"))
    for _ in 0..<9 { #expect(!pace.isUsedUp(from: one, at: .zero)) }
    #expect((0..<3).map { _ in pace.mayAppear(from: one, at: .zero) } == [true, true, false])
    #expect(pace.isUsedUp(from: one, at: .zero))
    #expect((0..<3).map { _ in pace.mayAppear(from: other, at: .zero) } == [true, true, false])
    // All is used up; where a registered device is there is a share of its own.
    #expect(!pace.mayAppear(from: origin("192.0.2.3"), at: .zero))
    #expect(pace.mayAppear(from: origin("192.0.2.3", isFamiliar: true), at: .zero))
    #expect(!pace.mayAppear(from: origin(nil, isFamiliar: true), at: .zero))
    #expect(!pace.mayAppear(from: one, at: .seconds(1)) && pace.mayAppear(from: one, at: .seconds(2)))
  }
}
