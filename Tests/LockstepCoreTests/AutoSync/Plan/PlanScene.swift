import LockstepCore

/// A project's people and a file, both written as short lines: `first last email id [syncID]`.
struct PlanScene {
  static let hash = RowHash(key: Array(0..<16))

  var context = PlanContext()
  var roster = Roster()

  /// - Parameter people: managed ones; their user ID is `u` and their number.
  init(_ people: [String] = [], isLinked: Bool = false) throws {
    for text in people { try add(text, isLinked: isLinked) }
  }

  mutating func add(
    _ text: String, isLinked: Bool = false, isReset: Bool = false, isProtected: Bool = false, isCard: Bool = false
  ) throws {
    let row = try Self.row(text, line: 0)
    let user = try UserID("u\(row.id)")
    roster.add(
      Roster.Entry(
        user: user, email: Self.hash.email(row.email), syncID: row.syncID.map(Self.hash.syncID),
        content: Self.hash.content(row)))
    context.people[user] = PlanPerson(
      user: user, firstName: row.firstName, lastName: row.lastName, email: row.email, id: row.id, number: row.number,
      syncID: row.syncID, isLinked: isLinked, isReset: isReset, isProtected: isProtected)
    context.owners[row.number] = NumberOwner(
      user: user, name: "\(row.firstName) \(row.lastName)", manager: .thisProject, isCard: isCard)
  }

  static func row(_ text: String, line: Int) throws -> PersonRow {
    let cells = text.split(separator: " ").map(String.init)
    return PersonRow(
      line: line, firstName: cells[0], lastName: cells[1], email: cells[2], id: cells[3],
      number: try CardNumber(text: cells[3]), syncID: cells.count > 4 ? cells[4] : nil)
  }

  func matched(_ file: [String]) throws -> Matched {
    var matching = RowMatching(roster: roster, hash: Self.hash)
    for (index, text) in file.enumerated() { matching.add(try Self.row(text, line: index + 1)) }
    return matching.finish()
  }

  func plan(_ file: [String]) throws -> Plan { Planner.plan(try matched(file), context, hash: Self.hash) }

  /// Many different people, and those of them that a file names.
  static func crowd(_ numbers: Range<Int>) -> [String] {
    numbers.map { "Vera\($0) Holm v\($0)@a.example \(1000 + $0)" }
  }
}

extension Plan {
  /// `situation action user [hold]`, one an item.
  var lines: [String] {
    items.map { item in
      [item.situation.rawValue, item.action.name, item.action.user?.text, item.hold.map { "[\($0.rawValue)]" }]
        .compactMap(\.self).joined(separator: " ")
    }
  }
}
