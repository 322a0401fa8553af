import Testing

@testable import LockstepServer

@Suite("Quoted-printable")
struct QuotedPrintableTests {
  @Test(
    "lines end with CRLF, and what could be changed on the way is written as its code",
    arguments: [
      ("", ""), ("a", "a\r\n"), ("a\nb\r\nc\rd\n", "a\r\nb\r\nc\r\nd\r\n"), ("a=b", "a=3Db\r\n"),
      ("Grüße", "Gr=C3=BC=C3=9Fe\r\n"), ("end \nx\t", "end=20\r\nx=09\r\n"), ("a b", "a b\r\n"),
      ("\u{0}\u{7F}", "=00=7F\r\n"),
      ("\n\na", "\r\n\r\na\r\n"), (".\n..", ".\r\n..\r\n"),
    ])
  func encoded(text: String, expected: String) { #expect(QuotedPrintable.encode(text) == expected) }

  @Test("no line has more than 76 characters, and a code is never torn", arguments: ["a", "ä", "=", "😀", "a😀 "])
  func longLines(piece: String) {
    let lines = QuotedPrintable.encode(String(repeating: piece, count: 300)).split(separator: "\r\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 76 })
    #expect(lines.dropLast().allSatisfy { $0.hasSuffix("=") && !$0.hasSuffix("==") })
    #expect(lines.dropLast().allSatisfy { !$0.dropLast().suffix(2).dropLast().hasSuffix("=") })
    #expect(lines.dropLast().allSatisfy { !$0.dropLast().hasSuffix("=") })
  }
}
