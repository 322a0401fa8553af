import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

@Suite("Lists of users", .timeLimit(.minutes(1)))
struct UserListTests {
  /// - Parameter others: people of whom none is looked for, who are there before: sixty-four are put into the index of
  ///   the search together, and the rest waits.
  private func scene<Value>(others: Int = 0, _ body: (Store) throws -> Value) throws -> Value {
    try StoreScene.run { scene in
      try scene.store.write { store in
        let group = try store.addAccessGroup(named: "Laboratory")
        for number in 0..<others {
          try store.addUser(UserRecord(id: try UserID("x\(number)")), source: .operator("test"), at: 0)
        }
        for number in 1...30 {
          var record = UserRecord(id: try UserID("\(number)"))
          record.name = number == 7 ? "Zoë O'Hara \"100 %\"" : "Person \(number)"
          if number.isMultiple(of: 10) { record.rights.setAccessGroups([group]) }
          let details = UserDetails(email: "p\(number)@example.org")
          try store.addUser(record, details: details, source: .operator("test"), at: 0)
        }
      }
      return try body(scene.store)
    }
  }

  /// All thirty wait then, are in the index, or the first of them are.
  private static let others = [0, 34, 50]

  private func find(
    _ text: String?, byCardNumber: Bool = false, in group: AccessGroupID? = nil, _ store: Store
  ) throws -> [String] {
    var found: [String] = []
    var after = ""
    while true {
      let cursor = after
      let page = try store.read {
        try $0.users(matching: text, byCardNumber: byCardNumber, in: group, after: cursor, limit: 4)
      }
      found += page.map(\.record.id.text)
      guard page.count == 4, let last = page.last else { return found }
      after = ReadTransaction.cursor(of: last, matching: text)
    }
  }

  @Test(
    "a part of ID, name or e-mail address finds a user, whatever its case; signs of the search language are just signs",
    arguments: [
      ("ZOË", ["7"]), ("o'h", ["7"]), ("\"100 %", ["7"]), ("100 %\"", ["7"]), ("son 12", ["12"]),
      ("P12@EXAMPLE", ["12"]),
      ("zo", ["7"]), ("%", []), ("*", []), ("a OR b", []), ("\"", []), ("30", ["30"]), ("per\0son", []), ("\0", []),
    ])
  func search(text: String, expected: [String]) throws {
    for others in Self.others {
      let found = try scene(others: others) { try find(text, $0) }
      #expect(found == expected, "with \(others) others")
    }
  }

  @Test("pages follow each other without a gap, with a text, a group, both, and neither")
  func pages() throws {
    for others in Self.others { try pages(others) }
  }

  private func pages(_ others: Int) throws {
    try scene(others: others) { store in
      let foundA = try find(nil, store)
      #expect(foundA.count == 30 + others)
      let foundB = try find("example.org", store)
      #expect(foundB.count == 30)
      let foundC = try find("p", store)
      #expect(foundC.count == 30)
      let foundD = try find(nil, in: 1, store)
      #expect(foundD == ["10", "20", "30"])
      let foundE = try find("person 2", in: 1, store)
      #expect(foundE == ["20"])
    }
  }

  @Test(
    "SEC-5 a whole card number finds its owner among those whose ID, name or e-mail address has it, and a part finds none",
    arguments: [
      ("9000000007", ["7"]), ("0009000000007", ["7"]), ("0x218711A07", ["7"]), ("900000000", []), ("9000000008", ["8"]),
      ("30", ["13", "30"]), ("12", ["12", "5"]), ("00", []), ("4", ["4"]),
      ("100", ["7"]),
    ])
  func cardNumbers(text: String, expected: [String]) throws {
    for others in Self.others { #expect(try owners(of: text, others) == expected, "with \(others) others") }
  }

  private func owners(of text: String, _ others: Int) throws -> [String] {
    try scene(others: others) { store in
      try store.write { store in
        for (user, number) in [
          ("7", "9000000007"), ("7", "100"), ("8", "9000000008"), ("13", "30"), ("5", "12"), ("4", "4"),
        ] {
          try store.changeUser(try UserID(user), source: .operator("test"), at: 1) { user in
            user.record.setCards(user.record.cards + [try Sample.card(number)])
          }
        }
      }
      // Only for who may read numbers.
      let withoutNumbers = try store.read { try $0.users(matching: text, limit: 100) }
      #expect(text.count < 3 || text == "100" || withoutNumbers.isEmpty)
      return try find(text, byCardNumber: true, store)
    }
  }

  @Test("what was renamed or deleted is found by its new name only, or not at all")
  func changes() throws {
    for others in Self.others { try changes(others) }
  }

  private func changes(_ others: Int) throws {
    try scene(others: others) { store in
      try store.write { store in
        try store.changeUser(try UserID("7"), source: .operator("test"), at: 1) { $0.record.name = "Nobody" }
        try store.deleteUser(try UserID("12"), at: 1)
      }
      let foundF = try find("o'hara", store)
      #expect(foundF.isEmpty)
      let foundG = try find("nobody", store)
      #expect(foundG == ["7"])
      let foundH = try find("p12@", store)
      #expect(foundH.isEmpty)
      // And so when the rest is put into the index.
      try store.write { store in
        for number in 0..<63 {
          try store.addUser(UserRecord(id: try UserID("y\(number)")), source: .operator("test"), at: 2)
        }
      }
      let foundI = try find("nobody", store) + find("o'hara", store) + find("p12@", store)
      #expect(foundI == ["7"])
      let foundJ = try find("example.org", store)
      #expect(foundJ.count == 29)
    }
  }
}
