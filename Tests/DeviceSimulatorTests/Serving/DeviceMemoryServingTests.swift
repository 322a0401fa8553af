import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepTesting
import Testing

struct DeviceMemoryServingTests {
  @Test("PULL-3 an answer names the log ID that it reflects, and users that are not there")
  func readUsers() throws {
    var device = try memory()
    try device.enrol(try People.ada(), at: noon)
    try device.edit(try id("17"), [.name("Ada")], at: noon)
    guard case .users(let log, let users) = device.serve(.readUsers([try id("18"), try id("17")]), at: noon) else {
      Issue.record("no users")
      return
    }
    #expect(log == 2 && users.map(\.user.text) == ["18", "17"])
    #expect(users[0].content == .unknown)
    let ada = try #require(device.user(try id("17")))
    #expect(users[1].content == .record(ada))
  }

  @Test("LOG-3 the ring overwrites its oldest entries; the edit marks stay with the users")
  func ring() throws {
    var device = try memory(logCapacity: 3)
    for number in 1...5 { try device.enrol(try person("\(number)"), at: noon) }
    try device.delete(try id("2"), at: noon)
    #expect(device.log.firstID == 4 && device.log.lastID == 6)
    guard case .logs(let page) = device.serve(.readLogs(from: 1, limit: 2), at: noon) else {
      Issue.record("no logs")
      return
    }
    #expect(page.epoch == device.epoch && page.firstLogID == 4 && page.entries.map(\.id) == [4, 5])
    #expect(
      device.serve(.readEditedUsers(since: 2, after: "", limit: 0), at: noon)
        == .editedUsers(
          [
            EditedUser(user: "2", editMark: 6, isOnDevice: false, isEnrolled: false),
            EditedUser(user: "3", editMark: 3, isOnDevice: true, isEnrolled: true),
            EditedUser(user: "4", editMark: 4, isOnDevice: true, isEnrolled: true),
            EditedUser(user: "5", editMark: 5, isOnDevice: true, isEnrolled: true),
          ], more: false))
  }

  @Test("LOG-3 edited users come in pages, and delete all as the empty ID before the first")
  func pages() throws {
    var device = try memory()
    try device.enrol(try person("9"), at: noon)
    device.deleteAll(at: noon)
    for number in [3, 1, 2] { try device.enrol(try person("\(number)"), at: noon) }
    guard case .editedUsers(let first, true) = device.serve(.readEditedUsers(since: 1, after: "", limit: 2), at: noon),
      case .editedUsers(let second, false) = device.serve(.readEditedUsers(since: 1, after: "2", limit: 2), at: noon)
    else {
      Issue.record("no pages")
      return
    }
    #expect(first.map(\.user) == ["", "1", "2"] && second.map(\.user) == ["3"])
    #expect(first[0] == EditedUser(user: "", editMark: 2, isOnDevice: false, isEnrolled: false))
  }

  @Test("LOG-5 setting the clock tells what it was")
  func time() throws {
    var device = try memory()
    device.moveClock(by: -90)
    #expect(device.serve(.setTime(noon + 5), at: noon) == .timeSet(before: noon - 90))
    #expect(device.time(at: noon + 10) == noon + 15)
  }

  @Test("FAIL-3 the hello names the highest base of the server whose users it holds")
  func hello() throws {
    var device = try memory(logCapacity: 2)
    let nonce = [UInt8](repeating: 1, count: 32)
    let empty = try #require(device.hello(nonce: nonce, at: noon))
    #expect(empty.server == nil && empty.highestRevision == 0 && empty.lastLogID == 0 && empty.firstLogID == 0)
    let foreign = UserState(
      record: try person("9"), base: Base(server: Sample.server(2), incarnation: 99, revision: 99)
    ).encoded()
    #expect(
      device.write(write(try person("1"), revision: 4), write(try person("2"), revision: 6), UserWrite(state: foreign))
        == [.done, .done, .done])
    let hello = try #require(device.hello(nonce: nonce, at: noon))
    #expect(hello.server == Sample.server && hello.highestRevision == 6 && hello.highestIncarnation == 1)
    #expect(hello.firstLogID == 2 && hello.lastLogID == 3 && hello.userCount == 3 && hello.time == noon)
  }

  @Test("LIMIT-5 records that do not fit into one frame are refused, fewer are answered")
  func frame() throws {
    var device = try memory()
    let face = [UInt8](repeating: 3, count: Limits.faceTemplateBytes)
    for number in 1...4 {
      let faces = Face.Kind.allCases.flatMap { kind in
        (0..<UInt8(kind.limit)).map { Face(kind: kind, index: $0, template: face) }
      }
      try device.enrol(UserRecord(id: try id("\(number)"), faces: faces), at: noon)
    }
    let ids = try (1...4).map { try id("\($0)") }
    guard case .refusal(let refusal) = device.serve(.readUsers(ids), at: noon) else {
      Issue.record("no refusal")
      return
    }
    #expect(refusal.reason == .limit)
    let answer = device.serve(.readUsers([ids[0]]), at: noon)
    #expect(Envelope(requestID: 1, .answer(answer)).encoded().count < Limits.frameBytes)
  }
}
