import LockstepCore
import LockstepTesting
import Testing

struct ComparisonTests {
  private func judge(
    _ digest: UInt128 = 2, base: Base?, isEdited: Bool = false, expected: Comparison.Expected?
  ) throws -> Comparison.Finding {
    let listed = ListedUser(user: try UserID("17"), digest: digest, base: base, isEdited: isEdited, editMark: 0)
    return Comparison.judge(listed, expected, server: Sample.server)
  }

  private let expected = Comparison.Expected(incarnation: 1, revision: 9, digest: 1)
  private let notHere = Comparison.Expected(incarnation: 1, revision: 9, digest: nil)

  @Test("VERIFY-2 equal content is the same, whatever base and edits say")
  func same() throws {
    #expect(try judge(1, base: nil, isEdited: true, expected: expected) == .same)
    #expect(try judge(1, base: Sample.base(3), expected: expected) == .same)
  }

  @Test("VERIFY-3 a different user is stale, edited or altered")
  func different() throws {
    #expect(try judge(base: Sample.base(8), expected: expected) == .stale)
    #expect(try judge(base: Sample.base(8), isEdited: true, expected: expected) == .edited)
    #expect(try judge(base: nil, expected: expected) == .edited)
    #expect(try judge(base: Sample.base(9), expected: expected) == .altered)
  }

  @Test("FAIL-3 a base above the server's own means that the server is behind")
  func ahead() throws {
    let second = Comparison.Expected(incarnation: 2, revision: 9, digest: 1)
    #expect(try judge(base: Sample.base(10), expected: expected) == .ahead)
    #expect(try judge(base: Sample.base(3, incarnation: 2), expected: expected) == .ahead)
    #expect(try judge(base: Sample.base(8), expected: second) == .stale)
  }

  @Test("VERIFY-3 a user that the server does not have is new, deleted or foreign")
  func unknown() throws {
    let foreign = Base(server: Sample.server(2), incarnation: 1, revision: 1)
    #expect(try judge(base: nil, expected: nil) == .new)
    #expect(try judge(base: Sample.base(8), expected: nil) == .deleted)
    #expect(try judge(base: foreign, expected: nil) == .foreign)
    #expect(try judge(base: foreign, expected: expected) == .foreign)
  }

  @Test("VERIFY-3 a user out of the device's scope is removed, unless it was edited there")
  func outOfScope() throws {
    #expect(try judge(base: Sample.base(8), expected: notHere) == .outOfScope)
    #expect(try judge(base: Sample.base(8), isEdited: true, expected: notHere) == .editedOutOfScope)
    #expect(try judge(base: nil, expected: notHere) == .editedOutOfScope)
  }
}
