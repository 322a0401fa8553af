import DeviceProtocol
import LockstepCore
import Testing

/// Small frames that would become large, or take long, if they were decoded first.
struct EnvelopeOutlineTests {
  private func field(_ number: UInt64, _ content: [UInt8]) -> [UInt8] { WireBytes.field(number, content) }

  private func refusal(_ bytes: [UInt8]) -> String? {
    do {
      _ = try Envelope(encoded: bytes)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("SEC-4 an envelope has one message: one that comes again would be copied each time")
  func oneMessage() throws {
    let users = field(35, field(2, field(3, [])))
    for bytes in [field(22, []) + field(23, []), Array(repeatElement(users, count: 5000).joined())] {
      let reason = refusal(bytes) ?? ""
      #expect(["an envelope with more than one message", "a message with more than 64 parts"].contains(reason))
    }
    let twice = field(40, field(2, []) + field(3, []))
    #expect(refusal(twice) == "read digest: more than one thing asked")
  }

  @Test(
    "LIMIT-5 more parts than a message can have are refused before they are decoded",
    arguments: [(10, 14), (20, 2), (31, 3), (33, 1), (34, 1), (35, 2), (36, 3), (37, 1), (38, 3), (39, 1), (41, 5)])
  func parts(message: UInt64, list: UInt64) {
    let reason = refusal(field(message, WireBytes.empty(list, times: 50_000)))
    #expect(reason?.hasPrefix("a message with more than") == true, "\(reason ?? "decoded")")
  }

  @Test("LIMIT-5 a record of more parts than any device can mean is refused; one over its limits is set aside")
  func records() throws {
    let user = { (cards: Int) in
      let record =
        self.field(1, Array("17".utf8)) + Array(repeatElement(self.field(6, [8, 1, 18, 1, 7]), count: cards).joined())
      return self.field(35, self.field(2, self.field(1, Array("17".utf8)) + self.field(3, record)))
    }
    #expect(refusal(user(5000)) == "a message with more than 4096 parts")
    guard case .answer(.users(_, let users)) = try Envelope(encoded: user(300)).message else {
      Issue.record("no users")
      return
    }
    #expect(
      users.first?.content == .overLimit(LimitError(field: "cards", limit: "at most 8", actual: "300")))
  }

  @Test("LIMIT-5 the longest lists that the protocol has are read")
  func longest() throws {
    let users = try (1...1000).map { try UserID("\($0)") }
    let listed = users.map { ListedUser(user: $0, digest: 1, base: nil, isEdited: false, editMark: 0) }
    let buckets = (0..<4096).map { Digest.Bucket(number: $0, count: 1, sum: 1) }
    let edited = users.map { EditedUser(user: $0.text, editMark: 1, isOnDevice: true, isEnrolled: true) }
    let some = Array(users.prefix(256))
    let messages: [Message] = [
      .uploadLogs(UploadLogs(epoch: 1, entries: Array(repeating: Samples.entry, count: 4096))),
      .answer(.users(log: 1, some.map { UserOnDevice(user: $0, .unknown) })), .request(.readUsers(some)),
      .answer(.editedUsers(edited, more: true)), .answer(.deleteResults(users.map { UserResult(user: $0, .done) })),
      .request(.deleteUsers(DeleteUsers(epoch: 1, mark: 1, users: users))),
      .answer(.digest(Digest(count: 1, sum: 1, buckets: buckets, log: 1))),
      .answer(.digest(Digest(count: 1, sum: 1, users: listed, more: true, log: 1))),
      .request(.readDigest(ReadDigest(.everything, leaveOut: Array(repeating: users, count: 20).flatMap(\.self)))),
    ]
    for message in messages { #expect(try Envelope(encoded: Envelope(message).encoded()).message == message) }
  }
}
