import LockstepCore

extension DeviceRequest {
  /// Whether an answer has the form of this request, for just the users that it named.
  func isAnswered(by answer: DeviceAnswer) -> Bool {
    switch (self, answer) {
    case (_, .refusal): true
    case (.readLogs, .logs), (.readEditedUsers, .editedUsers), (.readDigest, .digest), (.setTime, .timeSet): true
    case (.readUsers(let asked), .users(_, let users)): users.map(\.user) == asked
    case (.writeUsers(let write), .writeResults(let results)): results.count == write.writes.count
    case (.deleteUsers(let delete), .deleteResults(let results)): results.map(\.user) == delete.users
    default: false
    }
  }
}
