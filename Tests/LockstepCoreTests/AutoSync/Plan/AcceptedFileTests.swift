import LockstepCore
import Testing

@Suite("A file beside the last accepted one")
struct AcceptedFileTests {
  private func shape(rows: Int, syncIDs: Bool = false, lineEnd: Bool = true) -> PeopleFile.Shape {
    PeopleFile.Shape(
      rowCount: rows, hasHeader: false, hasSyncIDs: syncIDs, endsWithLineEnd: lineEnd, encoding: "UTF-8",
      separator: ",")
  }

  @Test(
    "AUTO-6 a file without people, without its last line end or without its Sync IDs is refused; the first may have none"
  )
  func refusals() {
    let whole = AcceptedFile(hasSyncIDs: true, endsWithLineEnd: true, marks: [1])
    let bare = AcceptedFile(hasSyncIDs: false, endsWithLineEnd: false, marks: [1])
    #expect(AcceptedFile.refusal(of: shape(rows: 0), after: nil)?.contains("no person") == true)
    #expect(AcceptedFile.refusal(of: shape(rows: 0, syncIDs: true), after: whole)?.contains("no person") == true)
    for earlier in [nil, bare] {
      #expect(AcceptedFile.refusal(of: shape(rows: 1, lineEnd: false), after: earlier) == nil)
      #expect(AcceptedFile.refusal(of: shape(rows: 1, syncIDs: true), after: earlier) == nil)
    }
    let endless = AcceptedFile.refusal(of: shape(rows: 1, syncIDs: true, lineEnd: false), after: whole)
    #expect(endless?.contains("no line end") == true)
    #expect(AcceptedFile.refusal(of: shape(rows: 1), after: whole)?.contains("Sync ID is missing") == true)
    #expect(AcceptedFile.refusal(of: shape(rows: 1, syncIDs: true), after: whole) == nil)
  }
}
