public import LockstepCore

/// One frame's content: a message, and the request that it is or answers.
public struct Envelope: Hashable, Sendable {
  /// Chosen by the side that asks, from 1, rising; the answer repeats it. 0 for neither.
  public let requestID: UInt64
  public let message: Message

  public init(requestID: UInt64 = 0, _ message: Message) {
    self.requestID = requestID
    self.message = message
  }
}

/// Every message of the protocol, with its content checked against the limits of section 7.
public enum Message: Hashable, Sendable {
  case hello(Hello)
  case challenge(Challenge)
  case proof(signature: [UInt8])
  case welcome(Welcome)
  case goodbye(Goodbye)
  case uploadLogs(UploadLogs)
  case logsStored(mark: LogID)
  case ping
  case pong
  case request(DeviceRequest)
  case answer(DeviceAnswer)
}

/// What the server asks a device.
public enum DeviceRequest: Hashable, Sendable {
  case readLogs(from: LogID, limit: Int)
  case readEditedUsers(since: LogID, after: String, limit: Int)
  /// 1 to ``mostUsers``.
  case readUsers([UserID])
  case writeUsers(WriteUsers)
  case deleteUsers(DeleteUsers)
  case readDigest(ReadDigest)
  case setTime(Int64)
}

/// What a device answers.
public enum DeviceAnswer: Hashable, Sendable {
  case logs(LogPage)
  case editedUsers([EditedUser], more: Bool)
  case users(log: LogID, [UserOnDevice])
  case writeResults([UserResult])
  case deleteResults([UserResult])
  case digest(Digest)
  case timeSet(before: Int64)
  case refusal(Refusal)
}
