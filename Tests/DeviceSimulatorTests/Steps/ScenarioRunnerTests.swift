import DeviceSimulator
import LockstepCore
import LockstepTesting
import NIOCore
import Testing

struct ScenarioRunnerTests {
  private func reports(_ lines: [String], server: ScenarioRunner.ServerStep? = nil) async throws -> [StepReport] {
    let first = try #require(DeviceID(1001))
    let fleet = try Fleet(firstID: first, count: 2)
    var reports: [StepReport] = []
    _ = await ScenarioRunner(fleet: fleet, limit: .milliseconds(1), server: server)
      .run(try StepParser.parse(lines: lines)) { reports.append($0) }
    return reports
  }

  @Test("MERGE-2 steps are done in order, and each says what became of it")
  func done() async throws {
    let reports = try await reports(
      [
        "enrol 17 name \"Ada\" card 5 finger 2 pin 12 at device 1001",
        "present card 5 at device 1001 expect granted",
        "present finger 2 of 17 at device 1001 expect granted",
        "present card 5 at device 1002 expect denied unknown",
        "edit 17 disabled finger 3 without pin at device 1001",
        "present card 5 at device 1001 expect denied disabled",
        "expect user 17 at device 1001 name \"Ada\" fingers 2 cards 1 without pin edited disabled",
        "expect user 17 not at device 1002",
        "wait until device 1001 holds 1 users",
        "device 1001 clear log",
        "delete all at every device",
        "expect every device holds 0 users",
        "server add somebody",
      ], server: { "did \($0)" })
    #expect(reports.filter(\.hasFailed).map(\.description) == [])
    #expect(reports.count == 13 && reports[1].outcome == .done("granted to user 17"))
    #expect(reports[12].outcome == .done("did add somebody"))
  }

  @Test(
    "FAIL-2 a step that fails says what was seen, and ends the run",
    arguments: [
      ("enrol 17 at device 9", "there is no device 9 here"), ("delete 17 at device 1001", "there is no such user"),
      ("present card 5 at device 1001 expect granted", "device 1001: denied: unknown"),
      ("expect user 17 at device 1001", "device 1001: user 17 is not there"),
      ("expect user 16 at device 1001 name \"B\" cards 2", "user 16: its name is \"A\", it has 0 cards"),
      ("wait until user 16 at every device", "the time is over; device 1002: user 16 is not there"),
      ("expect device 1001 registered", "it is not connected"), ("server x", "there is no server"),
    ])
  func failed(step: String, reason: String) async throws {
    let reports = try await reports(["enrol 16 name \"A\" at device 1001", step, "device 1001 mend"])
    #expect(reports.count == 2)
    guard case .failed(let text) = reports.last?.outcome else {
      Issue.record("it did not fail")
      return
    }
    #expect(text.contains(reason), "\(text)")
  }
}
