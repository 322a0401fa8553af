import LockstepCore
import Testing

@Suite("An error of a people file")
struct FileErrorTests {
  @Test(
    "AUTO-5 an error says where it is, what is wrong and which value, as far as there is one",
    arguments: [
      (FileError(line: 0, reason: "5 more errors"), "the file: 5 more errors"),
      (FileError(line: 3, reason: "4 columns are expected"), "line 3: 4 columns are expected"),
      (FileError(line: 3, column: .id, reason: "it is empty"), "line 3, ID: it is empty"),
      (FileError(line: 3, value: "D", reason: "text after a quote"), "line 3: text after a quote: D"),
      (
        FileError(line: 3, column: .email, value: String(repeating: "x", count: 101), reason: "too long"),
        "line 3, E-mail address: too long: " + String(repeating: "x", count: 100) + "…"
      ),
    ])
  func described(error: FileError, text: String) { #expect(error.description == text) }
}
