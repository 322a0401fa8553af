import Testing

@testable import LockstepServer

struct WritePaceTests {
  @Test("SEND-12 a quick device is given more users at once, up to what a message may have")
  func quick() {
    var pace = WritePace(most: 256)
    #expect(pace.users == 64)
    for (count, users) in [(64, 128), (128, 256), (256, 256), (3, 256)] {
      pace.answered(count, asked: .seconds(1), at: .seconds(1) + .milliseconds(9))
      #expect(pace.users == users)
    }
    #expect(WritePace(most: 4).users == 4)
  }

  @Test("SEND-12 a slow one is given what it keeps in a second, so that no revocation waits long")
  func slow() {
    var pace = WritePace(most: 256)
    pace.answered(64, asked: .zero, at: .seconds(4))
    #expect(pace.users == 16)
    pace.answered(16, asked: .seconds(4), at: .milliseconds(4800))
    #expect(pace.users == 20)
    pace.answered(20, asked: .seconds(5), at: .milliseconds(5100))
    #expect(pace.users == 40)
    pace.answered(1, asked: .seconds(6), at: .seconds(9))
    #expect(pace.users == 8)
  }

  @Test("SEND-12 a message that was sent ahead waits for its turn: that is not the device's time for it")
  func sentAhead() {
    var pace = WritePace(most: 256)
    pace.answered(64, asked: .zero, at: .milliseconds(500))
    pace.answered(128, asked: .milliseconds(1), at: .milliseconds(1000))
    #expect(pace.users == 256)
  }

  @Test("SEND-12 few users that are answered quickly say nothing of how many are kept quickly")
  func few() {
    var pace = WritePace(most: 256)
    for round in 1...20 { pace.answered(63, asked: .seconds(round), at: .seconds(round)) }
    #expect(pace.users == 64)
  }
}
