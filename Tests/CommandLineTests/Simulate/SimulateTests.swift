import Foundation
import LockstepTesting
import Testing

/// Typed steps, and the end. Nobody listens on the discard port of the loopback interface: no server is needed for this.
@Suite("lockstep simulate", .timeLimit(.minutes(1)))
struct SimulateTests {
  private static let nobody = "127.0.0.1:9"

  @Test("a step is done when it is typed, not when the next one comes")
  func typed() async throws {
    var simulate = try Simulate(Self.nobody)
    for step in ["enrol 17 name Ada card 12345 at device 2001", "present card 12345 at device 2001 expect granted"] {
      // The next step is typed only after the report of this one.
      try await simulate.expect(step)
    }
    #expect(await simulate.process.end(SIGTERM) == 0)
  }

  @Test("SIGTERM and Control-C end it within a second, also after typed steps", arguments: [SIGTERM, SIGINT])
  func ends(signal: Int32) async throws {
    var simulate = try Simulate(Self.nobody)
    for number in 1...3 { try await simulate.expect("enrol \(number) name Ada at device 2001") }
    let clock = ContinuousClock()
    let taken = await clock.measure { #expect(await simulate.process.end(signal) == 0) }
    // Twice the second, for a machine that has other things to do.
    #expect(taken < .seconds(2))
  }

  @Test("SIGTERM ends it in the middle of a wait, too")
  func endsInWait() async throws {
    var simulate = try Simulate(Self.nobody)
    try await simulate.expect("enrol 17 name Ada at device 2001")
    try simulate.write("wait until device 2001 connected within 60 s")
    try simulate.write("enrol 18 name Bruno at device 2001")
    let clock = ContinuousClock()
    let taken = await clock.measure { #expect(await simulate.process.end(SIGTERM) == 0) }
    #expect(taken < .seconds(2))
  }

  @Test("a line that cannot be read is told with its place, and the next one is done")
  func mistyped() async throws {
    var simulate = try Simulate(Self.nobody)
    try simulate.write("explode at device 2001")
    #expect(try await simulate.nextReport().contains("line 1, column 1"))
    try await simulate.expect("expect device 2001 holds 0 users")
    #expect(await simulate.process.end(SIGINT) == 0)
  }

  @Test("doors that come again with other keys are not registered: it says which, why, and what helps")
  func registeredTwice() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-twice-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try await ServerProcess.start(in: folder)
    var first = try Simulate(server, count: 2, ["--register"])
    try await first.expect("wait until every device registered within 30 s")
    #expect(await first.process.end(SIGTERM) == 0)
    let second = try Simulate(server, count: 2, ["--register"])
    for await _ in second.process.lines {}
    #expect(await second.process.end(0) == 1)
    #expect(second.process.errors.contains("the server knows device 2001 with another key"))
    #expect(second.process.errors.contains("--state"))
    #expect(await server.terminate() == 0)
  }

  @Test("a step on the server that fails says why in words")
  func serverStep() async throws {
    var simulate = try Simulate(Self.nobody, ["--server-url", "http://127.0.0.1:9"])
    try simulate.write("server nonsense")
    let report = try await simulate.nextReport()
    #expect(report.contains("FAILED: ") && report.contains("nonsense"))
    #expect(!report.contains("CommandError") && !report.contains("ParserError"), "\(report)")
    try simulate.write("server status")
    #expect(try await simulate.nextReport().contains("the command ended with 5"))
    #expect(await simulate.process.end(SIGTERM) == 0)
  }
}
