import LockstepCore
import Testing

struct TextTests {
  @Test(
    "LIMIT-2 text is kept in NFC and trimmed",
    arguments: [
      ("  Ada ", "Ada"), ("Ada\n", "Ada"), ("Noe\u{301}", "No\u{E9}"), ("a  b", "a  b"), ("   ", ""), ("", ""),
      ("~ !", "~ !"), (" \u{301}a", "\u{301}a"),
    ])
  func trimmed(text: String, kept: String) throws {
    let result = try Text.trimmed(text, field: "name")
    #expect(Array(result.utf8) == Array(kept.utf8))
  }

  @Test("LIMIT-2 control characters are refused", arguments: ["a\nb", "a\u{0}b", "a\u{7F}", "\u{1B}[31m", "a\u{85}b"])
  func controls(text: String) {
    let error = #expect(throws: LimitError.self) { try Text.trimmed(text, field: "personal message") }
    #expect(error?.field == "personal message")
  }

  @Test("LIMIT-2 a name has 48 characters and 192 bytes")
  func name() throws {
    let family = "👩‍👩‍👧‍👦"  // one character of 25 bytes
    #expect(try UserRecord.name(String(repeating: "é", count: 48)).count == 48)
    #expect(try UserRecord.name(String(repeating: family, count: 7)).utf8.count == 175)
    let long = #expect(throws: LimitError.self) { try UserRecord.name(String(repeating: "a", count: 49)) }
    #expect(long == LimitError(field: "name", limit: "at most 48 characters", actual: "49 characters"))
    let wide = #expect(throws: LimitError.self) { try UserRecord.name(String(repeating: family, count: 8)) }
    #expect(wide == LimitError(field: "name", limit: "at most 192 bytes", actual: "200 bytes"))
  }

  @Test(
    "LIMIT-1 names of devices, groups and projects have 1 to 48 characters",
    arguments: [
      ("", false), ("  ", false), ("A", true), (String(repeating: "a", count: 48), true),
      (String(repeating: "a", count: 49), false),
    ])
  func title(text: String, isAllowed: Bool) {
    #expect(((try? Text.title(text, field: "device name")) != nil) == isAllowed)
  }

  @Test(
    "SEND-8 text is cut between characters, never inside one",
    arguments: [
      ("Ada Quill", 3, 100, "Ada"), ("Ada Quill", 4, 100, "Ada"), ("Ada", 0, 100, ""), ("Ada", 9, 0, ""),
      ("Đặng", 9, 2, "Đ"), ("Đặng", 9, 4, "Đ"), ("Đặng", 9, 5, "Đặ"), ("👩‍👩‍👧‍👦x", 9, 24, ""),
      ("👩‍👩‍👧‍👦x", 9, 25, "👩‍👩‍👧‍👦"), ("👩‍👩‍👧‍👦x", 1, 99, "👩‍👩‍👧‍👦"), ("e\u{308}\u{304}x", 1, 99, "e\u{308}\u{304}"),
    ])
  func cut(text: String, characters: Int, bytes: Int, left: String) {
    #expect(Array(Text.cut(text, characters: characters, bytes: bytes).utf8) == Array(left.utf8))
  }
}
