import Testing

@testable import LockstepCore

@Suite("Quotes on the command line of a task")
struct TaskConfigQuotingTests {
  @Test(
    "AUTO-10 what stands in an argument comes out of the command line of Windows as it went in",
    arguments: [
      ("", #""""#), ("a b", #""a b""#), (#"a"b"#, #""a\"b""#), (#"a\b"#, #""a\b""#), (#"a\"#, #""a\\""#),
      (#"a\"b"#, #""a\\\"b""#), (#"a\\ "b\""#, #""a\\ \"b\\\"""#),
    ])
  func windows(text: String, quoted: String) { #expect(TaskConfig.windowsArgument(text) == quoted) }
}
