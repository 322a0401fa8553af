import LockstepCore
import LockstepStore
import Testing

@testable import LockstepServer

@Suite("Passwords that are guessed", .timeLimit(.minutes(1)))
struct GuessingTests {
  @Test("SEC-2 after twenty failures an address waits, whatever name it tries")
  func address() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        var browser = Browser(url: admin.url)
        for number in 1...20 {
          let refused = try await browser.signIn("Nobody \(number)", "not the password")
          #expect(refused.status == 401)
        }
        #expect(try await browser.signIn("Nobody else", "not the password").status == 429)
      }
    }
  }

  @Test("SEC-2 a name that there is not takes as long as a wrong password: the time tells nothing either")
  func time() async throws {
    try await TestServer.run { server in
      // A cost beside which everything else is nothing.
      let cost = ScryptCost(rounds: 1 << 12, blockSize: 8, parallelism: 1)
      let accounts = Accounts(engine: server.engine, localToken: "a token", cost: cost)
      let now = server.engine.now()
      let secret = try await server.engine.commit { store in
        let ada = try store.addAdministrator(named: "Ada", role: .administrator, at: now)
        return try accounts.makeLink(for: ada.id, in: store).0
      }
      _ = try await accounts.usePassword("a long enough one", byLink: secret.text, name: nil, address: "192.0.2.1")
      let clock = ContinuousClock()
      var (known, unknown) = (Duration.seconds(60), Duration.seconds(60))
      // Of several the shortest: whatever else the machine does makes it longer.
      for number in 0..<3 {
        known = min(
          known,
          await clock.measure {
            await #expect(throws: AccountError.wrong) {
              _ = try await accounts.signIn(name: "Ada", password: "not the password", address: "192.0.2.1")
            }
          })
        unknown = min(
          unknown,
          await clock.measure {
            await #expect(throws: AccountError.wrong) {
              _ = try await accounts.signIn(name: "No \(number)", password: "not the password", address: "192.0.2.1")
            }
          })
      }
      #expect(unknown > known / 3 && known > unknown / 3, "\(known) and \(unknown)")
    }
  }
}
