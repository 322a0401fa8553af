import LockstepCore
import Testing

@Suite("A file cut off anywhere")
struct PlannerCutTests {
  /// Reads a file, and plans it against the people of the scene.
  private func plan(_ bytes: [UInt8], _ scene: PlanScene) -> (shape: PeopleFile.Shape, matched: Matched, plan: Plan)? {
    var reader = PeopleReader()
    var matching = RowMatching(roster: scene.roster, hash: PlanScene.hash)
    reader.read(bytes) { matching.add($0) }
    guard case .read(let shape) = reader.finish(row: { matching.add($0) }) else { return nil }
    let matched = matching.finish()
    return (shape, matched, Planner.plan(matched, scene.context, hash: PlanScene.hash))
  }

  @Test(
    "AUTO-6 every beginning of a good file is refused or held: it deletes nobody, and gives nobody half an ID",
    arguments: [false, true], [false, true])
  func everyBeginning(withSyncIDs: Bool, endsWithLineEnd: Bool) throws {
    let people = PlanScene.crowd(10..<22).map { withSyncIDs ? "\($0) P-\($0.suffix(4))" : $0 }
    var scene = try PlanScene(people)
    let text = people.map { $0.split(separator: " ").joined(separator: ",") }.joined(separator: "\r\n")
    let bytes = Array((text + (endsWithLineEnd ? "\r\n" : "")).utf8)
    let whole = try #require(plan(bytes, scene))
    #expect(whole.plan.items.isEmpty)
    scene.context.accepted = AcceptedFile(
      hasSyncIDs: whole.shape.hasSyncIDs, endsWithLineEnd: whole.shape.endsWithLineEnd, marks: whole.matched.marks)
    #expect(whole.shape.endsWithLineEnd == endsWithLineEnd)
    var (refused, held) = (0, 0)
    for end in 0..<bytes.count {
      guard let part = plan(Array(bytes[..<end]), scene),
        AcceptedFile.refusal(of: part.shape, after: scene.context.accepted) == nil
      else {
        refused += 1
        continue
      }
      // The same people, where only half of the last line end is gone.
      #expect(part.plan.items.allSatisfy { $0.hold != nil }, "\(end) of \(bytes.count) bytes")
      held += part.plan.items.isEmpty ? 0 : 1
    }
    #expect(refused > 100 && held > 10, "\(refused), \(held)")
  }

  @Test("AUTO-6 without line ends a file whose last row alone differs may be cut; with more rows it is not")
  func lastRow() throws {
    let whole = PlanScene.crowd(0..<20)
    var scene = try PlanScene(whole)
    scene.context.accepted = AcceptedFile(
      hasSyncIDs: false, endsWithLineEnd: false, marks: try scene.matched(whole).marks)
    let other = "Eve Stone eve@a.example 5"
    #expect(try scene.plan(whole.dropLast() + [other]).lines == ["new add", "missing delete u1019 [deletions]"])
    #expect(
      try scene.plan(whole.dropLast() + [other, "Fay Reed fay@a.example 6"]).lines.last == "missing delete u1019")
    #expect(try scene.plan(Array(whole.dropFirst())).lines == ["missing delete u1000"])
    #expect(try scene.plan(whole).lines == [])
  }
}
