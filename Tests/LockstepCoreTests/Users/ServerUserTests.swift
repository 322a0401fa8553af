import LockstepCore
import Testing

struct ServerUserTests {
  @Test("LIMIT-2 texts that only the server keeps are NFC and trimmed too")
  func trimmed() throws {
    let details = UserDetails(
      email: " ada@example.org ", phone: " +49 30 1 ", department: "Bu\u{308}ro\n", customFields: [" Locker ": " 7 "])
    let checked = try details.checked()
    #expect(checked.email == "ada@example.org")
    #expect(checked.phone == "+49 30 1")
    #expect(Array(checked.department.utf8) == Array("B\u{FC}ro".utf8))
    #expect(checked.customFields == ["Locker": "7"])
  }

  @Test(
    "LIMIT-5 a text over its limit is refused with its field",
    arguments: [
      (UserDetails(email: "ada"), "email"), (UserDetails(email: "@example.org"), "email"),
      (UserDetails(email: "ada@"), "email"), (UserDetails(phone: String(repeating: "1", count: 33)), "phone"),
      (UserDetails(department: "a\u{0}b"), "department"), (UserDetails(customFields: ["": "x"]), "custom field"),
      (UserDetails(customFields: ["Locker": "7", " Locker": "8"]), "custom field"),
      (
        UserDetails(customFields: Dictionary(uniqueKeysWithValues: (0..<11).map { ("Field \($0)", "x") })),
        "custom fields"
      ),
    ])
  func refused(details: UserDetails, field: String) {
    let error = #expect(throws: LimitError.self) { try details.checked() }
    #expect(error?.field == field)
  }
}
