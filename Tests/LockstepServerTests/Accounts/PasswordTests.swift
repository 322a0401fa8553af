import LockstepCore
import Testing

@testable import LockstepServer

@Suite("Passwords", .timeLimit(.minutes(1)))
struct PasswordTests {
  @Test("SEC-2 a password is kept as a salted scrypt hash, which only it matches")
  func hash() throws {
    let one = try Password.hash("correct horse battery")
    #expect(one.hasPrefix("scrypt$32768$8$3$"))
    #expect(!one.contains("horse"))
    #expect(try Password.matches("correct horse battery", one))
  }

  @Test("SEC-2 the same password has another hash each time, which tells its own cost and matches nothing else")
  func salt() throws {
    let one = try Password.hash("correct horse battery", .none)
    #expect(try one != Password.hash("correct horse battery", .none))
    #expect(one.hasPrefix("scrypt$16$8$1$"))
    #expect(try Password.matches("correct horse battery", one))
    #expect(try !Password.matches("correct horse batter", one))
    #expect(try !Password.matches("", one))
    #expect(try !Password.matches("nobody", Password.nobody(.none)))
  }

  @Test("SEC-2 a damaged hash matches nothing", arguments: ["", "scrypt$1", "scrypt$a$b$c$d$e", "x$1$2$3$4$5"])
  func damaged(hash: String) throws {
    #expect(try !Password.matches("correct horse battery", hash))
  }

  @Test("SEC-2 a letter typed with a separate accent is the same letter")
  func normal() throws {
    let hash = try Password.hash("caf\u{E9} au lait, s'il vous", .none)
    #expect(try Password.matches("cafe\u{301} au lait, s'il vous", hash))
  }

  @Test(
    "SEC-2 a password has 12 characters or more", arguments: ["", "eleven char", String(repeating: "x", count: 1025)])
  func limits(password: String) {
    #expect(throws: LimitError.self) { try Password.check(password) }
  }
}
