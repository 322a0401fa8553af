import LockstepCore
import Testing

struct UserIDTests {
  @Test(
    "LIMIT-1 user IDs that are allowed",
    arguments: ["1", "17", "4294967294", "a", "0a", "00-7", "A_b-9", String(repeating: "x", count: 32)])
  func allowed(text: String) throws {
    #expect(try UserID(text).text == text)
  }

  @Test(
    "LIMIT-1 user IDs that are refused",
    arguments: [
      "", "0", "007", "4294967295", "99999999999999999999999999999999", "a b", "é", "a.b", "１２", "-\n",
      String(repeating: "x", count: 33), String(repeating: "é", count: 20),
    ])
  func refused(text: String) {
    let error = #expect(throws: LimitError.self) { try UserID(text) }
    #expect(error?.field == "user ID")
  }

  @Test("LIMIT-1 user IDs are case-sensitive, and fold to one form")
  func cases() throws {
    let (upper, lower) = (try UserID("Ada"), try UserID("aDA"))
    #expect(upper != lower)
    #expect(upper.caseFolded == lower.caseFolded)
  }

  @Test("LIMIT-1 numeric user IDs are told from the others", arguments: [("17", true), ("17a", false), ("-17", false)])
  func numeric(text: String, isNumeric: Bool) throws {
    #expect(try UserID(text).isNumeric == isNumeric)
  }

  @Test("User IDs are ordered by their bytes")
  func order() throws {
    let ids = try ["b", "10", "9", "B", "a"].map { try UserID($0) }
    #expect(ids.sorted().map(\.text) == ["10", "9", "B", "a", "b"])
  }
}
