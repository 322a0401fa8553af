import Foundation
import LockstepTesting
import Testing

/// How a test run is summed up, and what it leaves behind.
@Suite("A test run", .timeLimit(.minutes(1)))
struct TestRunTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let passed = """
    ◇ Test run started.
    ◇ Test "MERGE-1 kept" started.
    ✔ Test "MERGE-1 kept" passed after 0.001 seconds.
    ◇ Test plays(name:) started.
    ✔ Test plays(name:) with 9 test cases passed after 3.000 seconds.
    ✔ Suite MergeTests passed after 3.001 seconds.
    ✔ Test run with 311 tests in 69 suites passed after 9.423 seconds.
    """
  private static let failed = """
    ◇ Test "SEND-1 sent" started.
    ✘ Test "SEND-1 sent" recorded an issue at SendTests.swift:17:5: Expectation failed
    ✘ Test "SEND-1 sent" failed after 1.000 seconds with 1 issue.
    ✘ Test plays(name:) with 9 test cases failed after 3.000 seconds with 2 issues.
    ✘ Suite SendTests failed after 4.000 seconds with 3 issues.
    ✘ Test run with 186 tests in 51 suites failed after 93.000 seconds with 3 issues.
    """
  private static let crashed = """
    ◇ Test "LOG-2 killed" started.
    ✔ Test "LOG-2 killed" passed after 1.000 seconds.
    ◇ Test decisions() started.
    error: Exited with unexpected signal code 11
    """
  private static let nothing = "✔ Test run with 0 tests in 0 suites passed after 0.001 seconds."

  /// One way in which a run of one or two parts ends.
  struct Ending: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let parts: [(status: Int, log: String)]
    let code: Int32
    let output: String
  }

  static let endings = [
    Ending(
      testDescription: "both parts passed", parts: [(0, passed), (0, passed)], code: 0,
      output: "PASSED: 622 tests in 138 suites (311 + 311)\n"),
    Ending(
      testDescription: "a part of a run passed", parts: [(0, passed)], code: 0,
      output: "PASSED: 311 tests in 69 suites\n"),
    Ending(
      testDescription: "the first part failed", parts: [(1, failed), (0, passed)], code: 1,
      output: "  \"SEND-1 sent\"\n  plays(name:)\nFAILED: 497 tests in 120 suites (186 + 311)\n"),
    Ending(
      testDescription: "the second part failed", parts: [(0, passed), (1, failed)], code: 1,
      output: "  \"SEND-1 sent\"\n  plays(name:)\nFAILED: 497 tests in 120 suites (311 + 186)\n"),
    Ending(
      testDescription: "the second part crashed", parts: [(0, passed), (1, crashed)], code: 1,
      output: """
        The run ended before its last test: a crash. Tests that had begun and not ended:
          decisions()
        FAILED: 312 tests in 69 suites (311 + 1)

        """),
    Ending(
      testDescription: "a part ended badly after its last test", parts: [(1, passed)], code: 1,
      output: "The test process ended with 1 after its last test.\nFAILED: 311 tests in 69 suites\n"),
    Ending(
      testDescription: "no test has the name", parts: [(0, nothing)], code: 1,
      output: "FAILED: no test has this name; --filter looks for names of types and functions\n"),
  ]

  @Test("the summary counts every part, and names what failed or crashed in any of them", arguments: endings)
  func summary(_ ending: Ending) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-summary-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var command = ["/usr/bin/python3", Self.root.appendingPathComponent("dev/summarize-tests").path]
    for (number, part) in ending.parts.enumerated() {
      let log = folder.appendingPathComponent("part-\(number).log")
      try Data(part.log.utf8).write(to: log)
      command += ["\(part.status)", log.path]
    }
    let result = try await BuiltBinary.run(command, in: nil)
    #expect(result.output == ending.output, "\(result.errors)")
    #expect(result.code == ending.code)
  }

  @Test("what a crashed run has left behind is ended by its number; a later process with that number is not")
  func leftBehind() async throws {
    let (left, later) = (try ProcessHandle(["/bin/cat"]), try ProcessHandle(["/bin/cat"]))
    let record = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-left-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: record) }
    let started = try #require(RunningProcesses.startTime(of: left.identifier))
    try Data("\(left.identifier) \(started)\n\(later.identifier) 17\n".utf8).write(to: record)
    let script = Self.root.appendingPathComponent("dev/end-left-processes").path
    let result = try await BuiltBinary.run(["/bin/bash", script, record.path], in: nil)
    #expect(result.code == 0)
    #expect(await left.end(0) == SIGKILL)
    try later.write("still here")
    #expect(await later.lines.first { _ in true } == "still here")
  }

  @Test("a process ends with its handle, so that a test that fails leaves none behind")
  func endsWithHandle() async throws {
    var handle: ProcessHandle? = try ProcessHandle(["/bin/cat"])
    let lines = try #require(handle?.lines)
    handle = nil
    // Its output ends when it ends.
    for await _ in lines {}
  }

  @Test("running commands leaves no file open in the test process")
  func openFiles() async throws {
    func open() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
    func runSome() async throws {
      for _ in 1...20 {
        #expect(try await BuiltBinary.run("--version").code == 0)
        let process = try ProcessHandle(["/bin/echo", "done"])
        for await _ in process.lines {}
        _ = await process.end(0)
      }
    }
    try await runSome()
    let before = try open()
    try await runSome()
    // Each of the forty would leave one or more; what closes in a thread of its own may come a little later.
    #expect(try open() - before < 20)
  }
}
