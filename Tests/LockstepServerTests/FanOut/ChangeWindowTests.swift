import LockstepCore
import Testing

@testable import LockstepServer
@testable import LockstepStore

struct ChangeWindowTests {
  private let mine: DeviceID
  private let other: DeviceID

  init() throws {
    mine = try #require(DeviceID(1))
    other = try #require(DeviceID(2))
  }

  /// - Parameter users: at which revision each was changed, and which device is to hold it.
  private func batch(
    _ from: Revision, _ head: Revision, _ users: [(id: String, revision: Revision, device: DeviceID)],
    isUrgent: Bool = false, isForAll: Bool = false
  ) throws -> ChangeBatch {
    let changed = try users.map { (user: try UserID($0.id), revision: $0.revision) }
    let audience = try Dictionary(users.map { (try UserID($0.id), Set([$0.device])) }) { $1 }
    return ChangeBatch(
      from: from, head: head, changed: changed, users: [], plain: [], isUrgent: isUrgent,
      takesUserUpdates: true, audience: isForAll ? nil : audience)
  }

  private func recent(_ window: ChangeWindow, above cursor: Revision) -> [String]? {
    window.recent(of: mine, above: cursor)?.users.map(\.text)
  }

  @Test("SEND-4 the changes of a device above its cursor are known, each user once, and how far that goes")
  func known() throws {
    var window = ChangeWindow()
    window.add(try batch(0, 3, [("1", 1, mine), ("2", 2, other), ("3", 3, mine)]))
    window.add(try batch(3, 5, [("1", 4, mine), ("4", 5, other)]))
    #expect(recent(window, above: 0) == ["1", "3"])
    #expect(recent(window, above: 3) == ["1"])
    #expect(recent(window, above: 5) == [])
    #expect(window.recent(of: mine, above: 3)?.through == 5)
  }

  @Test("SEND-4 nothing is said of what is further back, or was not told")
  func unknown() throws {
    var window = ChangeWindow()
    window.add(try batch(0, 3, [("1", 3, mine)]))
    #expect(recent(window, above: 4) == nil)
    // Somebody was deleted: who looks at it looks for itself.
    window.add(try batch(3, 6, [], isUrgent: true))
    #expect(recent(window, above: 5) == nil)
    #expect(recent(window, above: 6) == [])
    window.add(try batch(6, 7, [("2", 7, mine)]))
    #expect(recent(window, above: 6) == ["2"])
    #expect(recent(window, above: 5) == nil)
    window.add(try batch(8, 9, [("3", 9, mine)]))
    #expect(recent(window, above: 7) == nil)
    window.add(try batch(9, 10, [("4", 10, mine)], isForAll: true))
    #expect(recent(window, above: 9) == nil)
  }

  @Test("SEND-4 it has an end: what falls out is not taken for nothing")
  func bounded() throws {
    var window = ChangeWindow()
    for revision in Revision(1)...9000 {
      window.add(try batch(revision - 1, revision, [("\(revision % 10 + 1)", revision, mine)]))
    }
    #expect(recent(window, above: 100) == nil)
    #expect(recent(window, above: 8998) == ["1", "10"])
    #expect(recent(window, above: 1000)?.count == 10)
  }
}
