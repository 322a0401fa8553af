import LockstepServer
import Testing

@testable import AdminAPI

/// When a connection has taken too long, without a socket and without waiting.
struct RequestPaceTests {
  private let limits = RequestLimits(
    patience: .seconds(30), grace: .seconds(10), leastBytesPerSecond: 100, longestSilence: .seconds(120),
    mostUnwanted: 1000)

  private func pace() -> RequestPace { RequestPace(limits, at: .zero) }

  @Test("SEC-4 a head has to be complete in time, from the connection and from the last answer on")
  func idle() {
    var pace = pace()
    #expect(pace.verdict(waiting: 0, at: .seconds(29)) == nil)
    #expect(pace.verdict(waiting: 0, at: .seconds(30)) == .idle)
    pace.headCame()
    pace.bodyEnded(at: .seconds(20))
    #expect(pace.isBusy)
    // What is being answered may take as long as it takes.
    #expect(pace.verdict(waiting: 0, at: .seconds(9000)) == nil)
    pace.answerEnded(at: .seconds(9000))
    #expect(!pace.isBusy)
    #expect(pace.verdict(waiting: 0, at: .seconds(9029)) == nil)
    #expect(pace.verdict(waiting: 0, at: .seconds(9030)) == .idle)
  }

  @Test("SEC-4 a body has to come at some pace; what comes in drops does not count as coming")
  func slowBody() {
    var pace = pace()
    pace.headCame()
    pace.readBegan(at: .zero)
    #expect(pace.verdict(waiting: 0, at: .seconds(10)) == nil)
    #expect(pace.verdict(waiting: 0, at: .seconds(11)) == .tooSlow(.slowBody))
    for second in 1...50 {
      pace.readEnded(at: .seconds(second))
      pace.bodyCame(150)
      pace.readBegan(at: .seconds(second))
      #expect(pace.verdict(waiting: 0, at: .seconds(second)) == nil)
    }
    for second in 51...200 {
      pace.readEnded(at: .seconds(second))
      pace.bodyCame(1)
      pace.readBegan(at: .seconds(second))
    }
    #expect(pace.verdict(waiting: 0, at: .seconds(200)) == .tooSlow(.slowBody))
  }

  @Test("SEC-4 a client is not slow while the server does not read")
  func serverWaits() {
    var pace = pace()
    pace.headCame()
    pace.readBegan(at: .zero)
    pace.readEnded(at: .seconds(1))
    pace.bodyCame(10)
    #expect(pace.verdict(waiting: 0, at: .seconds(5000)) == nil)
    pace.readBegan(at: .seconds(5000))
    #expect(pace.verdict(waiting: 0, at: .seconds(5005)) == nil)
    #expect(pace.verdict(waiting: 0, at: .seconds(5020)) == .tooSlow(.slowBody))
  }

  @Test("SEC-4 a body that goes on after its answer is read for a while, and not for ever")
  func unwanted() {
    var pace = pace()
    pace.headCame()
    pace.answerEnded(at: .seconds(1))
    pace.bodyCame(900)
    #expect(pace.verdict(waiting: 0, at: .seconds(2)) == nil)
    #expect(pace.verdict(waiting: 0, at: .seconds(11)) == .tooSlow(.unwantedBody))
    pace.bodyCame(200)
    #expect(pace.verdict(waiting: 0, at: .seconds(2)) == .tooSlow(.unwantedBody))
    pace.bodyEnded(at: .seconds(3))
    #expect(pace.verdict(waiting: 0, at: .seconds(4)) == nil)
    #expect(pace.verdict(waiting: 0, at: .seconds(33)) == .idle)
  }

  @Test("SEC-4 a body has no long pauses, however fast the rest of it came")
  func silence() {
    var pace = pace()
    pace.headCame()
    pace.readBegan(at: .zero)
    pace.readEnded(at: .seconds(1))
    pace.bodyCame(200 << 20)
    pace.readBegan(at: .seconds(2))
    #expect(pace.verdict(waiting: 0, at: .seconds(121)) == nil)
    #expect(pace.verdict(waiting: 0, at: .seconds(122)) == .tooSlow(.slowBody))
    #expect(pace.isUnanswered)
    pace.answerBegan()
    #expect(!pace.isUnanswered)
    pace.readEnded(at: .seconds(130))
    pace.readBegan(at: .seconds(130))
    #expect(pace.verdict(waiting: 0, at: .seconds(249)) == nil)
  }

  @Test("SEC-4 a body that was refused before it was asked for is none that nobody wants")
  func refusedUnsent() {
    var pace = pace()
    pace.headCame(waitsToContinue: true)
    pace.readBegan(at: .zero)
    pace.answerBegan()
    pace.answerEnded(at: .seconds(1))
    #expect(!pace.isBusy)
    #expect(pace.verdict(waiting: 0, at: .seconds(30)) == nil)
    #expect(pace.verdict(waiting: 0, at: .seconds(31)) == .idle)
    // It is sent all the same.
    pace.bodyCame(900)
    #expect(pace.isBusy)
    #expect(pace.verdict(waiting: 0, at: .seconds(10)) == nil)
    #expect(pace.verdict(waiting: 0, at: .seconds(11)) == .tooSlow(.unwantedBody))
  }

  @Test("SEC-4 a client that waits to be asked for a body is not slow; from then on it may be")
  func waitsToContinue() {
    var pace = pace()
    pace.headCame(waitsToContinue: true)
    pace.readBegan(at: .zero)
    #expect(pace.verdict(waiting: 0, at: .seconds(5000)) == nil)
    pace.bodyWasAskedFor(at: .seconds(5000))
    #expect(pace.verdict(waiting: 0, at: .seconds(5010)) == nil)
    #expect(pace.verdict(waiting: 0, at: .seconds(5011)) == .tooSlow(.slowBody))
  }

  @Test("SEC-4 an answer has to be taken at some pace")
  func unread() {
    var pace = pace()
    pace.headCame()
    pace.bodyEnded(at: .zero)
    pace.waits(50_000, at: .zero)
    #expect(pace.verdict(waiting: 50_000, at: .seconds(10)) == nil)
    #expect(pace.verdict(waiting: 50_000, at: .seconds(11)) == .tooSlow(.unread))
    #expect(pace.verdict(waiting: 49_000, at: .seconds(19)) == nil)
    #expect(pace.verdict(waiting: 49_000, at: .seconds(21)) == .tooSlow(.unread))
    // All of it was taken, and more is waiting now.
    pace.waits(nil, at: .seconds(21))
    #expect(pace.verdict(waiting: 50_000, at: .seconds(4000)) == nil)
    pace.waits(50_000, at: .seconds(4000))
    #expect(pace.verdict(waiting: 50_000, at: .seconds(4011)) == .tooSlow(.unread))
  }
}
