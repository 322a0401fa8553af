import LockstepCore
import Testing

@Suite("The plan of a people file")
struct PlannerTests {
  private let four = [
    "Ada Quill ada@a.example 101", "Bo Lind bo@a.example 102", "Cleo Marsh cleo@a.example 103",
    "Dan Frost dan@a.example 104",
  ]

  @Test("AUTO-2 new people are added, changed ones updated, missing ones deleted, and the others left alone")
  func loop() throws {
    let scene = try PlanScene(four)
    let plan = try scene.plan([
      "Ada Quill ada@a.example 101", "Bo Lindgren bo@a.example 102", "Cleo Marsh cleo@a.example 103",
      "Eve Stone eve@a.example 105",
    ])
    #expect(plan.lines == ["changed update u102", "new add", "missing delete u104"])
    #expect(plan.items[0].action == .update(try UserID("u102"), [.lastName]))
    #expect(plan.unchangedCount == 2)
    #expect(plan.rowCount == 4)
    #expect(!plan.isHeld && plan.heldSet == nil)
  }

  @Test("AUTO-3 with Sync ID a changed e-mail is an update; without, a deletion and a new person")
  func key() throws {
    let with = try PlanScene(four.map { "\($0) s\($0.suffix(3))" })
    let file = four.map { "\($0.replacingOccurrences("ada@", "quill@")) s\($0.suffix(3))" }
    #expect(try with.plan(file).items.map(\.action) == [.update(UserID("u101"), [.email])])
    let without = try PlanScene(four)
    let plan = try without.plan(four.map { $0.replacingOccurrences("ada@", "quill@") })
    #expect(plan.lines == ["new add", "missing delete u101"])
  }

  @Test("AUTO-3 somebody found by e-mail takes the file's Sync ID if none is there; another Sync ID is another person")
  func takesSyncID() throws {
    let scene = try PlanScene(four)
    let plan = try scene.plan(four.map { "\($0) s\($0.suffix(3))" })
    #expect(plan.items.map(\.action) == (try four.map { .update(try UserID("u\($0.suffix(3))"), [.syncID]) }))
    #expect(!plan.isHeld)
    let known = try PlanScene(["Ada Quill ada@a.example 101 s1"])
    #expect(try known.plan(["Ada Quill ada@a.example 101 s2"]).lines == ["new add", "missing delete u101"])
  }

  @Test("AUTO-3 the case of an e-mail address makes nobody another person; it is updated")
  func emailCase() throws {
    let scene = try PlanScene(four)
    let plan = try scene.plan(four.map { $0.replacingOccurrences("ada@", "ADA@") })
    #expect(plan.items.map(\.action) == [.update(try UserID("u101"), [.email])])
  }

  @Test(
    "AUTO-4 each column that the file owns is updated alone",
    arguments: [
      ("Ada", "Edda", PersonColumn.firstName), ("Quill", "Tal", .lastName), ("ada@", "quill@", .email),
      (" 101", " 109", .id),
    ])
  func columns(text: String, other: String, column: PersonColumn) throws {
    let people = four.map { "\($0) s\($0.suffix(3))" }
    let plan = try PlanScene(people).plan([people[0].replacingOccurrences(text, other)] + people.dropFirst())
    #expect(plan.items.map(\.action) == [.update(try UserID("u101"), [column])])
  }

  @Test("AUTO-2 people in status Reset remain unchanged while they are in the file, and are deleted with it")
  func reset() throws {
    var scene = try PlanScene(Array(four.dropFirst()))
    try scene.add(four[0], isReset: true)
    #expect(try scene.plan(four.map { $0.replacingOccurrences("Quill", "Quinn") }).lines == ["reset keep u101"])
    #expect(try scene.plan(Array(four.dropFirst())).lines == ["missing delete u101"])
  }

  @Test("AUTO-5 IDs and e-mail addresses may change hands within a file")
  func hands() throws {
    let scene = try PlanScene(four.map { "\($0) s\($0.suffix(3))" })
    let plan = try scene.plan([
      "Ada Quill bo@a.example 102 s101", "Bo Lind ada@a.example 101 s102", "Cleo Marsh cleo@a.example 104 s103",
      "Eve Stone dan@a.example 103 s105",
    ])
    #expect(
      plan.lines == [
        "changed update u101", "changed update u102", "changed update u103", "new add", "missing delete u104",
      ])
  }

  @Test("AUTO-5 an ID of another project's person, or one that its owner keeps, holds the row alone")
  func conflicts() throws {
    var scene = try PlanScene(Array(four.dropLast()))
    try scene.add(four[3], isCard: true)
    scene.context.owners[try CardNumber(text: "500")] = NumberOwner(
      user: try UserID("9"), name: "Eve Stone", manager: .project("North"), isCard: false)
    let plan = try scene.plan(
      Array(four.dropLast()) + [
        "Dan Frost dan@a.example 106", "Eve Stone eve@a.example 500", "Fay Reed fay@a.example 104",
      ])
    #expect(plan.lines == ["changed update u104", "new add [conflict]", "new add [conflict]"])
    #expect(plan.items[1].note == "the ID belongs to a person of project North")
    #expect(plan.items[2].note == "the ID belongs to user u104")
    #expect(plan.heldSet == nil, "no approval makes an ID free")
  }

  @Test("SEC-8 AUTO-15 a protected user is not deleted; a linked one is let go unless the project says otherwise")
  func missing() throws {
    var scene = try PlanScene(Array(four.prefix(2)))
    try scene.add(four[2], isLinked: true)
    try scene.add(four[3], isProtected: true)
    let file = Array(four.prefix(2))
    #expect(try scene.plan(file).lines == ["missing unlink u103", "missing keep u104"])
    scene.context.deletesLinked = true
    #expect(try scene.plan(file).lines == ["missing delete u103", "missing keep u104"])
  }

  @Test("the same file and people have the same hash, whatever the order of the people; another change another one")
  func hash() throws {
    let (scene, turned) = (try PlanScene(four), try PlanScene(four.reversed()))
    let file = Array(four.dropLast()) + ["Eve Stone eve@a.example 105"]
    #expect(try scene.plan(file).hash == turned.plan(file).hash)
    #expect(try scene.plan(file).hash != scene.plan(four + ["Eve Stone eve@a.example 105"]).hash)
    #expect(try scene.plan(four).changesNothing)
    #expect(try !scene.plan(file).changesNothing)
  }
}

extension String {
  func replacingOccurrences(_ text: String, _ other: String) -> String {
    split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
  }
}
