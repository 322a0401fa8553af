import Testing

@testable import LockstepServer

@Suite("How patiently mail is handed over")
struct MailPaceTests {
  @Test(
    "AUTO-13 a mail is tried again after one minute, two, and so on up to an hour",
    arguments: [(1, 60), (2, 120), (3, 240), (6, 1920), (7, 3600), (100_000, 3600)] as [(Int, Int64)])
  func pauses(tries: Int, seconds: Int64) { #expect(MailPace().pause(after: tries) == seconds * 1000) }

  @Test("AUTO-13 while the mail server cannot be used one mail finds out, and the others keep their tries")
  func line() {
    var line = MailLine()
    #expect(line.room(of: 4, at: 0) == 4)
    line.begin([1, 2, 3, 4])
    #expect(line.room(of: 4, at: 0) == 0)
    for mail: Int64 in 1...4 {
      line.failed("not reached", after: 0, at: 1000) { Int64($0) * 100 }
      line.end(mail)
    }
    #expect(line.failures == 1)
    #expect(line.problem == "not reached")
    #expect(line.room(of: 4, at: 1099) == 0)
    #expect(line.room(of: 4, at: 1100) == 1)
    line.failed("not reached", after: 0, at: 1100) { Int64($0) * 100 }
    #expect(line.pausedUntil == 1300)
    line.answered()
    #expect(line.room(of: 4, at: 1101) == 4)
    #expect(line.problem == nil)
  }

  @Test("AUTO-13 a try that was begun before the mail server was changed is no failure of the new one")
  func changed() {
    var line = MailLine()
    line.begin([1])
    line.changed()
    line.failed("not reached", after: 0, at: 1000) { _ in 100 }
    #expect(line.problem == nil)
    #expect(line.room(of: 4, at: 1000) == 3)
    line.failed("not reached", after: 1, at: 1000) { _ in 100 }
    #expect(line.room(of: 4, at: 1000) == 0)
  }
}
