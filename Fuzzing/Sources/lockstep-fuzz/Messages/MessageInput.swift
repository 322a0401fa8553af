import DeviceProtocol
import LockstepCore

/// The bytes of one envelope.
enum MessageInput {
  static func run(_ bytes: [UInt8]) {
    do {
      let envelope = try Envelope(encoded: bytes)
      requireLimits(envelope.message)
      requireStable(envelope)
    } catch {
      require(error.description.utf8.count <= 200, "messages: an error of \(error.description.utf8.count) bytes")
    }
  }

  /// What is decoded, encoded and decoded again is the same, to the byte.
  static func requireStable(_ envelope: Envelope) {
    let sent = Envelope(requestID: envelope.requestID, envelope.message.asItCanBeSent)
    let bytes = sent.encoded()
    let again = need("messages: an encoded message is not read") { try Envelope(encoded: bytes) }
    require(again == sent, "messages: another message after it was encoded and decoded: \(sent.message.kind)")
    require(again.encoded() == bytes, "messages: other bytes for the same message: \(sent.message.kind)")
  }

  private static func requireLimits(_ message: Message) {
    switch message {
    case .hello(let hello):
      require(hello.model.utf8.count <= 48 && hello.firmware.utf8.count <= 48, "messages: a long hello")
      require(hello.publicKey.count == 32 && hello.nonce.count == 32, "messages: a hello without key or nonce")
      require(hello.lowestVersion <= hello.highestVersion, "messages: versions out of order")
    case .goodbye(let goodbye): require(goodbye.text.utf8.count <= 200, "messages: a long goodbye")
    case .uploadLogs(let upload): requireLimits(upload.entries)
    case .answer(.logs(let page)): requireLimits(page.entries)
    case .answer(.users(_, let users)): for user in users { requireLimits(user.content) }
    case .answer(.refusal(let refusal)): require(refusal.text.utf8.count <= 200, "messages: a long refusal")
    case .answer(.editedUsers(let users, _)):
      require(users.allSatisfy { $0.user.utf8.count <= 32 }, "messages: a long ID of an edited user")
    case .answer(.writeResults(let results)), .answer(.deleteResults(let results)):
      require(results.allSatisfy { $0.detail.utf8.count <= 200 }, "messages: a long detail of a result")
    case .request(.readUsers(let users)):
      require((1...DeviceRequest.mostUsers).contains(users.count), "messages: too many to read")
    case .request(.writeUsers(let write)):
      require((1...DeviceRequest.mostUsers).contains(write.writes.count), "messages: too many to write")
      for write in write.writes { requireLimits(state: write.state) }
    case .request(.deleteUsers(let delete)):
      require((1...1000).contains(delete.users.count), "messages: too many to delete")
    default: break
    }
  }

  private static func requireLimits(_ entries: [LogEntry]) {
    require(entries.count <= 4096, "messages: too many entries")
    for entry in entries {
      require(entry.id > 0 && entry.user.utf8.count <= 32, "messages: an entry without ID or with a long user ID")
      require(entry.detail.utf8.count <= 200, "messages: a long detail of an entry")
    }
  }

  private static func requireLimits(_ content: UserOnDevice.Content) {
    switch content {
    case .unknown: break
    case .overLimit(let error):
      require(error.description.utf8.count <= 200, "messages: an error of \(error.description.utf8.count) bytes")
    case .record(let device): requireLimits(device.record)
    }
  }

  /// What a device does with the bytes of a user that it is sent.
  private static func requireLimits(state bytes: [UInt8]) {
    do {
      let state = try UserState(encoded: bytes)
      requireLimits(state.record)
      let again = need("messages: an encoded user is not read") { try UserState(encoded: state.encoded()) }
      require(again == state && again.encoded() == state.encoded(), "messages: another user after it was encoded")
    } catch {
      require(error.description.utf8.count <= 200, "messages: an error of \(error.description.utf8.count) bytes")
    }
  }

  /// A record that came in is within all limits, in its one form, and the same after it was stored.
  static func requireLimits(_ record: UserRecord) {
    let checked = need("messages: a record over its limits") { try record.checked() }
    require(checked == record, "messages: a record that is not in its form")
    let bytes = RecordBytes.encode(record)
    require(bytes.count <= Limits.recordBytes, "messages: a record of \(bytes.count) bytes")
    let stored = need("messages: a stored record is not read") { try RecordBytes.decode(bytes) }
    require(stored == record && RecordBytes.encode(stored) == bytes, "messages: another record after it was stored")
  }
}

extension Message {
  /// A record over its limits is kept by the server only as the reason; nobody sends it.
  fileprivate var asItCanBeSent: Message {
    guard case .answer(.users(let log, let users)) = self else { return self }
    return .answer(
      .users(
        log: log,
        users.map { user in
          if case .overLimit = user.content { UserOnDevice(user: user.user, .unknown) } else { user }
        }))
  }

  /// Which message it is, without its content.
  fileprivate var kind: String {
    switch self {
    case .answer(let answer): "answer \(String(describing: answer).prefix { $0 != "(" })"
    case .request(let request): "request \(String(describing: request).prefix { $0 != "(" })"
    default: String(String(describing: self).prefix { $0 != "(" })
    }
  }
}
