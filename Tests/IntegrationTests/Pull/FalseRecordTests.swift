import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// A device that answers the question for one user with something else (PULL-3, SEC-4).
@Suite(.timeLimit(.minutes(1)))
struct FalseRecordTests {
  enum Answer: String, CaseIterable, Sendable {
    case anotherUser
    case moreUsers
    case noUser
    case theUserTwice
    case resultsOfAWrite
    case recordOfAnother

    func answer(for user: UserID, _ other: UserID) -> DeviceAnswer {
      func record(_ id: UserID, named name: String = "Fake Name") -> UserOnDevice.Content {
        .record(DeviceRecord(record: UserRecord(id: id, name: name), base: nil, isEdited: true, editMark: 1))
      }
      return switch self {
      case .anotherUser: .users(log: 1, [UserOnDevice(user: other, record(other))])
      case .moreUsers:
        .users(log: 1, [UserOnDevice(user: user, record(user)), UserOnDevice(user: other, record(other))])
      case .noUser: .users(log: 1, [])
      case .theUserTwice:
        .users(log: 1, [UserOnDevice(user: user, record(user)), UserOnDevice(user: user, record(user))])
      case .resultsOfAWrite: .writeResults([UserResult(user: user, .done)])
      case .recordOfAnother: .users(log: 1, [UserOnDevice(user: user, record(other))])
      }
    }
  }

  @Test(
    "PULL-3 SEC-4 an answer for other users than asked: nothing is merged, the device is told why and disconnected",
    arguments: Answer.allCases)
  func refused(_ answer: Answer) async throws {
    try await Doors.run(1) { doors in
      let (user, other) = (try id("31"), try id("32"))
      // It is registered empty, and has the enrolment in its log when it comes again.
      let empty = try RawDevice.memory()
      var memory = empty
      _ = try memory.enrol(UserRecord(id: user, name: "Ada Quill"), at: 1_800_000_000)
      let (entries, mark) = (memory.log.all, memory.log.lastID)
      try await RawDevice.run(doors.server, empty) { raw in
        #expect(try await raw.upload(entries) == .logsStored(mark: mark))
        let request = try await raw.request { $0 == .readUsers([user]) }
        try await raw.client.send(.answer(answer.answer(for: user, other)), request: request)
        let goodbye = try await raw.client.goodbye()
        #expect(goodbye?.reason == (answer == .recordOfAnother ? .malformed : .outOfOrder))
        #expect(goodbye?.text.isEmpty == false && goodbye?.text.contains("Fake") == false)
      }
      try await doors.until("it is gone") { !$0.server.engine.isOnline(empty.device) }
      for id in [user, other] { #expect(try await doors.server.user(id) == nil) }
      // It is asked again, and nobody else is concerned.
      let again = memory
      try await WireClient.run(port: doors.server.port) { client in
        let raw = RawDevice(client, again)
        try await raw.prove()
        _ = try await raw.request { $0 == .readUsers([user]) }
      }
      _ = try doors[0].enrol(UserRecord(id: other, name: "Wanda Ott"))
      try await doors.until("another door goes on") { try await $0.server.user(other) != nil }
      #expect(doors[0].snapshot.lastGoodbye == nil)
    }
  }
}
