import DeviceProtocol
import LockstepCore

extension InputCursor {
  mutating func request() throws -> DeviceRequest {
    switch number(below: 7) {
    case 0: .readLogs(from: LogID(byte()), limit: Int(byte()))
    case 1: .readEditedUsers(since: LogID(byte()), after: "", limit: Int(byte()))
    case 2: .readUsers(try users())
    case 3:
      .writeUsers(
        WriteUsers(epoch: 7, mark: LogID(byte()), writes: try users().map { UserWrite(state: try $0.state()) }))
    case 4: .deleteUsers(DeleteUsers(epoch: 7, mark: LogID(byte()), users: try users()))
    case 5: .readDigest(ReadDigest(once(in: 2) ? .buckets : .everything, leaveOut: try users()))
    default: .setTime(Int64(byte()))
    }
  }

  /// An answer of the form that belongs to the request, or now and then of another.
  mutating func answer(to request: DeviceRequest?) throws -> DeviceAnswer {
    guard let request, !once(in: 4) else { return .timeSet(before: 0) }
    guard !once(in: 8) else { return .refusal(Refusal(.unsupported)) }
    switch request {
    case .readLogs: return .logs(LogPage(epoch: 7, firstLogID: 1, entries: LogEntry.list(number(below: 5))))
    case .readEditedUsers: return .editedUsers([], more: once(in: 2))
    case .readUsers(let users): return .users(log: 1, users.map { UserOnDevice(user: $0, .unknown) })
    case .writeUsers(let write):
      return .writeResults(try write.writes.indices.map { UserResult(user: try UserID("\($0 + 1)"), .done) })
    case .deleteUsers(let delete): return .deleteResults(delete.users.map { UserResult(user: $0, .full) })
    case .readDigest: return .digest(Digest(count: Int(byte()), sum: 0, log: 1))
    case .setTime: return .timeSet(before: 1)
    }
  }

  private mutating func users() throws -> [UserID] {
    try (0...number(below: 3)).map { _ in try UserID("\(1 + number(below: 9))") }
  }
}

extension UserID {
  fileprivate func state() throws -> [UInt8] {
    UserState(
      record: UserRecord(id: self, name: "Ada Quill"),
      base: Base(server: KnownSession.shared.challenge.server, incarnation: 1, revision: 1)
    ).encoded()
  }
}

extension DeviceAnswer {
  /// The table of `docs/device-protocol.md`, written down a second time.
  func belongs(to request: DeviceRequest) -> Bool {
    switch self {
    case .refusal: return true
    case .logs: if case .readLogs = request { return true }
    case .editedUsers: if case .readEditedUsers = request { return true }
    case .users(_, let users): if case .readUsers(let asked) = request { return users.map(\.user) == asked }
    case .writeResults(let results):
      if case .writeUsers(let write) = request { return results.count == write.writes.count }
    case .deleteResults(let results):
      if case .deleteUsers(let delete) = request { return results.map(\.user) == delete.users }
    case .digest: if case .readDigest = request { return true }
    case .timeSet: if case .setTime = request { return true }
    }
    return false
  }
}
