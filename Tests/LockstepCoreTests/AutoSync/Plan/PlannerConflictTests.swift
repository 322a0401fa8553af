import LockstepCore
import Testing

@Suite("Whose an ID or an e-mail address stays")
struct PlannerConflictTests {
  private let four = [
    "Ada Quill ada@a.example 101", "Bo Lind bo@a.example 102", "Cleo Marsh cleo@a.example 103",
    "Dan Frost dan@a.example 104",
  ]

  private func owner(
    _ user: String, _ manager: NumberOwner.ManagedBy = .thisProject, isCard: Bool = true
  ) throws -> NumberOwner {
    NumberOwner(user: try UserID(user), name: "Vera Holm", manager: manager, isCard: isCard)
  }

  @Test("AUTO-5 another card of somebody whom the file leaves unchanged is no ID for a new person")
  func unchangedOwner() throws {
    var scene = try PlanScene(four)
    scene.context.owners[try CardNumber(text: "555")] = try owner("u101")
    let plan = try scene.plan(four + ["Eve Stone eve@a.example 555"])
    #expect(plan.lines == ["new add [conflict]"])
    #expect(plan.items[0].note == "the ID belongs to user u101")
  }

  @Test("AUTO-15 the ID of somebody who is let go is free, unless it is the number of a card that stays")
  func linkedOwner() throws {
    var scene = try PlanScene(Array(four.dropFirst(2)))
    try scene.add(four[0], isLinked: true, isCard: true)
    try scene.add(four[1], isLinked: true)
    let plan = try scene.plan(
      four.dropFirst(2) + ["Eve Stone eve@a.example 101", "Fay Reed fay@a.example 102"])
    #expect(plan.lines == ["new add [conflict]", "new add", "missing unlink u101", "missing unlink u102"])
  }

  @Test("AUTO-12 SEC-8 whoever stays as they are keeps their ID: in status Reset, or protected")
  func keptOwner() throws {
    var scene = try PlanScene(Array(four.dropFirst(2)))
    try scene.add(four[0], isReset: true)
    try scene.add(four[1], isProtected: true)
    let plan = try scene.plan(
      four.dropFirst(2) + [
        "Ada Quill ada@a.example 105", "Eve Stone eve@a.example 101", "Fay Reed fay@a.example 102",
      ])
    #expect(
      plan.lines == ["reset keep u101", "new add [conflict]", "new add [conflict]", "missing keep u102"])
  }

  @Test("AUTO-5 whoever cannot have a new ID keeps the old one, and who wanted that goes without")
  func chain() throws {
    var scene = try PlanScene(four)
    scene.context.owners[try CardNumber(text: "500")] = try owner("9", .project("North"), isCard: false)
    let plan = try scene.plan(
      four.dropFirst() + ["Ada Quill ada@a.example 500", "Eve Stone eve@a.example 101"])
    #expect(plan.lines == ["changed update u101 [conflict]", "new add [conflict]"])
  }

  @Test("AUTO-15 a managed person's new ID that is the card of a user whom no project manages is a conflict")
  func unmanagedCard() throws {
    var scene = try PlanScene(four)
    scene.context.owners[try CardNumber(text: "900")] = try owner("7", .nobody)
    let plan = try scene.plan(four.dropFirst() + ["Ada Quill ada@a.example 900"])
    #expect(plan.lines == ["changed update u101 [conflict]"])
    #expect(plan.items[0].note == "the ID is a card of user 7, whom no project manages")
  }

  @Test("AUTO-6 what no approval can solve counts more than what waits for one, whichever is found first")
  func conflictAndNeed() throws {
    let people = PlanScene.crowd(0..<20).map { "\($0) s\($0.suffix(4))" }
    var scene = try PlanScene(people)
    scene.context.owners[try CardNumber(text: "777")] = try owner("u1016")
    let plan = try scene.plan(
      people.dropFirst(12).map { $0.replacingOccurrences("Vera15 Holm", "Vera15 Berg") } + [
        // The ID of somebody held, and the address of somebody who keeps it.
        "Eve Stone v15@a.example 1001 s1",
        // The card of somebody who keeps it, and the address of somebody held.
        "Fay Reed v2@a.example 777 s2",
      ])
    #expect(plan.lines.prefix(3) == ["changed update u1015", "new add [conflict]", "new add [conflict]"])
    #expect(plan.items[1].note == "the e-mail address belongs to user u1015")
    #expect(plan.items[2].note == "the ID belongs to user u1016")
  }

  @Test("AUTO-6 an update that needs the ID of somebody held waits with it")
  func updateNeeds() throws {
    let people = PlanScene.crowd(0..<20)
    let plan = try PlanScene(people).plan(
      people.dropFirst(12).map { $0.replacingOccurrences("v14@a.example 1014", "v14@a.example 1003") })
    #expect(plan.lines.first == "changed update u1014 [needs a held person's value]")
    #expect(plan.lines.count == 13)
  }

  @Test("AUTO-6 with a rejected set, who needed something of it is not added")
  func rejectedNeed() throws {
    var scene = try PlanScene(PlanScene.crowd(0..<20))
    let file = PlanScene.crowd(12..<20) + ["Eve Stone eve@a.example 1001"]
    scene.context.rejectedSets = [try #require(try scene.plan(file).heldSet)]
    scene.context.rejectedRemovals = try Set((0..<12).map { try UserID("u\(1000 + $0)") })
    let plan = try scene.plan(file)
    #expect(plan.lines.first == "new none")
    #expect(plan.lines.dropFirst().allSatisfy { $0.hasPrefix("missing keep") })
    #expect(!plan.isHeld && plan.isRejected)
  }

  @Test("AUTO-5 a row of somebody who is gone meanwhile is held, and nobody who is gone is removed once more")
  func gone() throws {
    var scene = try PlanScene(four)
    scene.context.people[try UserID("u101")] = nil
    scene.context.people[try UserID("u104")] = nil
    let plan = try scene.plan(["Ada Quinn ada@a.example 101"] + four.dropFirst().dropLast())
    #expect(plan.lines == ["changed none [conflict]"])
    #expect(plan.items[0].note == "the user is gone")
  }

  @Test("AUTO-8 a row that says what somebody is already changes nothing, whatever the last file said")
  func alreadySo() throws {
    var scene = try PlanScene(four)
    let user = try UserID("u101")
    scene.context.people[user] = PlanPerson(
      user: user, firstName: "Ada", lastName: "Quinn", email: "ada@a.example", id: "101",
      number: try CardNumber(text: "101"), syncID: nil)
    let plan = try scene.plan(["Ada Quinn ada@a.example 101"] + four.dropFirst())
    #expect(plan.lines == ["unchanged none"])
    #expect(plan.changesNothing)
  }

  @Test("FAIL-3 while the server is behind a file removes nobody, and says why")
  func behind() throws {
    var scene = try PlanScene(four)
    scene.context.isBehind = true
    let plan = try scene.plan(Array(four.dropLast()))
    #expect(plan.lines == ["missing delete u104 [deletions]"])
    #expect(plan.holdReasons.first?.contains("restored from an older state") == true)
    #expect(try !scene.plan(four + ["Eve Stone eve@a.example 105"]).isHeld)
  }

  @Test("AUTO-4 it is noted where devices show a part of the name only")
  func longName() throws {
    let long = String(repeating: "Maximiliane", count: 5)
    let plan = try PlanScene(four).plan(four + ["\(long) Tal max@a.example 105", "Eve Stone eve@a.example 106"])
    #expect(plan.items.map(\.note) == ["devices show the first 48 characters of the name", ""])
    #expect(plan.items.map(\.name) == [String((long + " Tal").prefix(48)), "Eve Stone"])
  }

  @Test("AUTO-15 a name without words agrees with none, another such name included")
  func vacantName() throws {
    #expect(!PersonName(first: "", last: "").agrees(with: ""))
    #expect(!PersonName(first: "…", last: "").agrees(with: "…"))
    #expect(PersonName(first: "Ada", last: "Quill").agrees(with: "QUILL, Ada"))
  }
}
