import DeviceProtocol
import LockstepCore
import LockstepTesting
import Testing

struct EnvelopeTests {
  /// Every message, with every field of its own value.
  static func messages() throws -> [Message] {
    let user = try UserID("17")
    let other = try UserID("Noor-2")
    let record = DeviceRecord(record: try People.ada(), base: Sample.base(9), isEdited: true, editMark: 12)
    let entry = LogEntry(
      id: 5, time: -1, code: EventCode(0x2203), origin: .server, user: "17", revision: 8, detail: "why")
    let refusal = Refusal(.tryAgain, "later")
    return [
      .hello(try Samples.hello(versions: 1...3)), .challenge(try Samples.challenge()),
      .proof(signature: [UInt8](repeating: 1, count: 64)), .welcome(Samples.welcome(.waiting)),
      .goodbye(Goodbye(.window, "too much")), .uploadLogs(UploadLogs(epoch: 3, entries: [Samples.entry, entry])),
      .logsStored(mark: 77), .ping, .pong, .request(.readLogs(from: 3, limit: 4)),
      .request(.readEditedUsers(since: 5, after: "16", limit: 6)), .request(.readUsers([user, other])),
      .request(.writeUsers(try Samples.writeUsers())),
      .request(.deleteUsers(DeleteUsers(epoch: 1, mark: 2, users: [user], overwrites: true))),
      .request(.readDigest(ReadDigest(.everything, leaveOut: [other], isDeep: true))),
      .request(.readDigest(ReadDigest(.buckets))),
      .request(.readDigest(ReadDigest(.list(buckets: [0, 4095], after: "a", limit: 9)))), .request(.setTime(-5)),
      .answer(.logs(LogPage(epoch: 9, firstLogID: 2, entries: [entry]))),
      .answer(
        .editedUsers([EditedUser(user: "", editMark: 3, isOnDevice: false, isEnrolled: false)], more: true)),
      .answer(.users(log: 6, [UserOnDevice(user: user, .record(record)), UserOnDevice(user: other, .unknown)])),
      .answer(
        .writeResults([
          UserResult(user: user, .done), UserResult(user: user, .epoch), UserResult(user: user, .edited(mark: 4)),
          UserResult(user: user, .full), UserResult(user: user, .cardHeld(by: other)),
          UserResult(user: user, .unsupported, detail: "no"), UserResult(user: user, .failed),
        ])),
      .answer(.deleteResults([UserResult(user: other, .done)])),
      .answer(
        .digest(
          Digest(
            count: 2, sum: .max, buckets: [Digest.Bucket(number: 4095, count: 1, sum: 7)],
            users: [ListedUser(user: user, digest: 8, base: Sample.base(1), isEdited: true, editMark: 2)], more: true,
            log: 3))), .answer(.timeSet(before: 12)), .answer(.refusal(refusal)),
    ]
  }

  @Test("SEC-4 every message is the same after it was encoded and decoded")
  func roundTrips() throws {
    for message in try Self.messages() {
      let envelope = Envelope(requestID: .max, message)
      #expect(try Envelope(encoded: envelope.encoded()) == envelope)
    }
  }

  @Test("SEC-4 a truncated message is refused or means less, and never traps")
  func truncations() throws {
    for message in try Self.messages() {
      let bytes = Envelope(requestID: 1, message).encoded()
      for length in 0..<bytes.count { _ = try? Envelope(encoded: Array(bytes[..<length])) }
    }
  }

  @Test("LIMIT-5 an answer with a record over its limits quarantines that user only")
  func overLimits() throws {
    var record = try Samples.ada()
    record.name = String(repeating: "n", count: 49)
    let users = [
      UserOnDevice(user: record.id, .record(DeviceRecord(record: record))),
      UserOnDevice(user: try UserID("18"), .unknown),
    ]
    let bytes = Envelope(.answer(.users(log: 1, users))).encoded()
    guard case .answer(.users(_, let received)) = try Envelope(encoded: bytes).message,
      case .overLimit(let error) = received[0].content
    else {
      Issue.record("not over its limit")
      return
    }
    #expect(error == LimitError(field: "name", limit: "at most 48 characters", actual: "49 characters"))
    #expect(received[1].content == .unknown)
  }

  static func illegal() throws -> [(String, Message)] {
    let zeros = [UInt8](repeating: 0, count: 31)
    var shortNonce = try Samples.hello()
    shortNonce.nonce = zeros
    var longModel = try Samples.hello()
    longModel.model = String(repeating: "m", count: 49)
    var crossed = try Samples.hello()
    crossed.firstLogID = 9
    var window = Samples.welcome()
    window.logWindow = 0
    let ids = try (1...257).map { try UserID("\($0)") }
    let entry = LogEntry(id: 0, time: 0, code: .enrollSuccess, origin: .device)
    return [
      ("nonce", .hello(shortNonce)), ("model", .hello(longModel)), ("log IDs", .hello(crossed)),
      ("signature", .proof(signature: zeros)), ("window", .welcome(window)),
      ("1 to 256", .request(.readUsers([]))), ("1 to 256", .request(.readUsers(ids))),
      ("1 to 256", .request(.writeUsers(WriteUsers(epoch: 1, mark: 1, writes: [])))),
      ("1 to 1000", .request(.deleteUsers(DeleteUsers(epoch: 1, mark: 1, users: [])))),
      ("ID 0", .uploadLogs(UploadLogs(epoch: 1, entries: [entry]))),
      (
        "over 4096",
        .uploadLogs(UploadLogs(epoch: 1, entries: Array(repeating: Samples.entry, count: 4097)))
      ),
      (
        "bucket",
        .answer(.digest(Digest(count: 0, sum: 0, buckets: [Digest.Bucket(number: 4096, count: 0, sum: 0)], log: 0)))
      ),
    ]
  }

  @Test("LIMIT-5 a message over a limit of the protocol is refused by name")
  func limits() throws {
    for (name, message) in try Self.illegal() {
      let error = #expect(throws: MessageError.self) { try Envelope(encoded: Envelope(message).encoded()) }
      #expect(error?.description.contains(name) == true, "\(name): \(String(describing: error))")
    }
  }
}
