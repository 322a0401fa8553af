import LockstepCore
import Testing

@Suite("What a plan holds for an operator")
struct PlannerHoldTests {
  @Test(
    "AUTO-6 deletions are held beyond max(10, 5 %), and beyond 2 people and 25 %",
    arguments: [
      (1000, 50, false), (1000, 51, true), (100, 10, false), (100, 11, true), (40, 10, false), (39, 10, true),
      (12, 3, false), (11, 3, true), (4, 2, false), (2, 2, false), (3, 3, true), (1000, 100, true),
    ])
  func deletions(managed: Int, missing: Int, isHeld: Bool) throws {
    let scene = try PlanScene(PlanScene.crowd(0..<managed))
    // From the middle, so that the file is no beginning of anything.
    let plan = try scene.plan(PlanScene.crowd(0..<managed).filter { !Set(PlanScene.crowd(0..<missing)).contains($0) })
    #expect(plan.items.count == missing)
    #expect(plan.items.allSatisfy { $0.hold == (isHeld ? .deletions : nil) })
    #expect((plan.heldSet != nil) == isHeld)
  }

  @Test("AUTO-6 deletions of the last 24 hours count")
  func recent() throws {
    var scene = try PlanScene(PlanScene.crowd(0..<100))
    let file = Array(PlanScene.crowd(0..<100).dropFirst(4))
    scene.context.recentRemovals = 6
    #expect(try !scene.plan(file).isHeld)
    scene.context.recentRemovals = 7
    #expect(try scene.plan(file).isHeld)
  }

  @Test("AUTO-6 a file that is a proper beginning of the last accepted one is held, however few are missing")
  func beginning() throws {
    var scene = try PlanScene(PlanScene.crowd(0..<100))
    let whole = PlanScene.crowd(0..<100)
    scene.context.accepted = AcceptedFile(
      hasSyncIDs: false, endsWithLineEnd: true, marks: try scene.matched(whole).marks)
    #expect(try scene.plan(Array(whole.dropLast())).lines == ["missing delete u1099 [deletions]"])
    #expect(try scene.plan(whole).lines == [])
    // Somebody else is missing, or somebody is new at the end: it was not cut.
    #expect(try scene.plan(Array(whole.dropFirst())).lines == ["missing delete u1000"])
    #expect(
      try scene.plan(whole.dropLast() + ["Eve Stone eve@a.example 5"]).lines == ["new add", "missing delete u1099"])
  }

  @Test("AUTO-6 adds and updates go on; what needs an ID or e-mail address of a held person is held with it")
  func needs() throws {
    let people = PlanScene.crowd(0..<20).map { "\($0) s\($0.suffix(4))" }
    let scene = try PlanScene(people)
    let rest = Array(people.dropFirst(12))
    let plan = try scene.plan(
      rest.dropFirst(2) + [
        "Eve Stone eve@a.example 1001 s1",  // the ID of somebody held
        "Fay Reed v2@a.example 70 s2",  // the address of somebody held
        "Vera12 Holm v12@a.example 1003 s1012",  // an update that needs one
        "Gil Byrd gil@a.example 1012 s3",  // needs the ID of that update
        "Hal Moss hal@a.example 71 s4",
        "Vera13 Holmes v13@a.example 1013 s1013",
      ])
    #expect(
      plan.lines.prefix(6) == [
        "new add [needs a held person's value]", "new add [needs a held person's value]",
        "changed update u1012 [needs a held person's value]", "new add [needs a held person's value]", "new add",
        "changed update u1013",
      ])
    #expect(plan.lines.dropFirst(6).allSatisfy { $0.hasSuffix("[deletions]") })
    #expect(plan.lines.count == 18)
  }

  @Test("AUTO-6 one column that changes in more than half of the rows, and over ten, is held: it looks shifted")
  func column() throws {
    let people = PlanScene.crowd(0..<22).map { "\($0) s\($0.suffix(4))" }
    let scene = try PlanScene(people)
    func file(changing count: Int) -> [String] {
      people.enumerated().map { $0 < count ? $1.replacingOccurrences("Holm", "Berg") : $1 }
    }
    #expect(try !scene.plan(file(changing: 11)).isHeld)
    let plan = try scene.plan(file(changing: 12) + ["Eve Stone eve@a.example 5 s5"])
    #expect(plan.items.count { $0.hold == .column } == 12)
    #expect(plan.lines.last == "new add")
    #expect(plan.holdReasons == ["the column Last name changes in 12 of 23 rows: it looks shifted"])
    let few = try PlanScene(Array(people.prefix(10)))
    #expect(try !few.plan(Array(file(changing: 12).prefix(10))).isHeld)
  }

  @Test("AUTO-6 an approval is bound to exactly one set: one more, one less or another person is another set")
  func sets() throws {
    let scene = try PlanScene(PlanScene.crowd(0..<20))
    let sets = try [12, 13, 14].map { try scene.plan(PlanScene.crowd($0..<20)).heldSet }
    #expect(Set(sets).count == 3 && !sets.contains(nil))
    // The order of the file, and who is new beside, are not part of it.
    let turned = try scene.plan(PlanScene.crowd(12..<20).reversed() + ["Eve Stone eve@a.example 5"])
    #expect(turned.heldSet == sets[0])
  }

  @Test("AUTO-6 a rejected set stays as it is, without asking again")
  func rejected() throws {
    var scene = try PlanScene(PlanScene.crowd(0..<20))
    let set = try #require(try scene.plan(PlanScene.crowd(12..<20)).heldSet)
    scene.context.rejectedSets = [set]
    scene.context.rejectedRemovals = try Set((0..<12).map { try UserID("u\(1000 + $0)") })
    let plan = try scene.plan(PlanScene.crowd(12..<20))
    #expect(!plan.isHeld && plan.heldSet == nil && plan.changesNothing)
    #expect(plan.lines.allSatisfy { $0.hasPrefix("missing keep") })
    #expect(try scene.plan(PlanScene.crowd(13..<20)).isHeld)
  }

  @Test("AUTO-15 a row whose ID is the card of a user is the same person if the names agree, case and order ignored")
  func samePerson() throws {
    var scene = try PlanScene()
    let owner = NumberOwner(user: try UserID("7"), name: "Solberg, MIRA", manager: .nobody, isCard: true)
    scene.context.owners[try CardNumber(text: "12345")] = owner
    #expect(try scene.plan(["Mira Solberg m@a.example 12345"]).lines == ["same person link 7"])
    let other = try scene.plan(["Mara Solberg m@a.example 0012345"])
    #expect(other.lines == ["other name link 7 [same person?]"])
    #expect(other.heldSet == nil, "it is decided row by row")
    let row = try #require(other.items.first?.row)
    let subject = Plan.subject(of: row, owner: owner.user, hash: PlanScene.hash)
    scene.context.choices = [subject: .samePerson]
    #expect(try scene.plan(["Mara Solberg m@a.example 0012345"]).lines == ["other name link 7"])
    scene.context.choices = [subject: .otherPerson]
    let refused = try scene.plan(["Mara Solberg m@a.example 0012345"])
    #expect(refused.lines == ["other name none"] && !refused.isHeld)
    #expect(refused.items[0].note.contains("another person needs another ID"))
    // A decision is about this row and this user.
    #expect(try scene.plan(["Mara Solberg x@a.example 0012345"]).isHeld)
  }

  @Test("AUTO-15 SEC-8 somebody who is protected gets a phone only when an operator says that it is the same person")
  func protectedOwner() throws {
    var scene = try PlanScene()
    let owner = NumberOwner(
      user: try UserID("7"), name: "Mira Solberg", manager: .nobody, isCard: true, isProtected: true)
    scene.context.owners[try CardNumber(text: "12345")] = owner
    let file = ["Mira Solberg m@a.example 12345"]
    let plan = try scene.plan(file)
    #expect(plan.lines == ["same person link 7 [same person?]"])
    #expect(plan.items[0].note == "the ID is the card of user 7, who is protected")
    let subject = Plan.subject(of: try #require(plan.items[0].row), owner: owner.user, hash: PlanScene.hash)
    scene.context.choices = [subject: .samePerson]
    #expect(try scene.plan(file).lines == ["same person link 7"])
    scene.context.choices = [subject: .otherPerson]
    #expect(try scene.plan(file).lines == ["same person none"])
  }

  @Test("AUTO-6 nobody whose removal was rejected is removed without approval, however few they are by now")
  func rejectedRemoval() throws {
    var scene = try PlanScene(PlanScene.crowd(0..<100))
    scene.context.rejectedRemovals = [try UserID("u1007")]
    let file = PlanScene.crowd(0..<100).filter { !$0.hasPrefix("Vera7 ") }
    let plan = try scene.plan(file)
    #expect(plan.lines == ["missing delete u1007 [deletions]"])
    #expect(plan.holdReasons == ["an operator has rejected the removal of 1 of the 1 people"])
    scene.context.rejectedSets = [try #require(plan.heldSet)]
    let again = try scene.plan(file)
    #expect(again.lines == ["missing keep u1007"] && again.isRejected)
  }

  @Test("AUTO-15 two rows that would be one user, and a user without room for the phone, are held")
  func noRoom() throws {
    var scene = try PlanScene()
    for number in ["1", "2"] {
      scene.context.owners[try CardNumber(text: number)] = NumberOwner(
        user: try UserID("7"), name: "Mira Solberg", manager: .nobody, isCard: true)
    }
    scene.context.owners[try CardNumber(text: "3")] = NumberOwner(
      user: try UserID("8"), name: "Bo Lind", manager: .nobody, isCard: true, hasRoom: false)
    let plan = try scene.plan(["Mira Solberg m@a.example 1", "Mira Solberg n@a.example 2", "Bo Lind b@a.example 3"])
    #expect(plan.lines == ["same person link 7", "same person link 7 [conflict]", "same person link 8 [conflict]"])
  }
}
