import AdminModel
import DeviceProtocol
import Foundation
import LockstepCore

/// The first byte says which body of the HTTP API it is, `A` for the first of the list; the others are its JSON.
enum BodyInput {
  private static let kinds: [@Sendable (Data) -> Void] = [
    { read(UserBody.self, $0, apply) }, { read(BulkBody.self, $0) { $0.users.forEach { apply($0.body) } } },
    { read(ProjectChange.self, $0) }, { read(ProjectBody.self, $0) }, { read(MailServerBody.self, $0) },
    { read(MailTestBody.self, $0) }, { read(DeviceBody.self, $0) }, { read(RegistrationBody.self, $0) },
    { read(RegisterAllBody.self, $0) }, { read(ContentBody.self, $0) }, { read(UploadBody.self, $0) },
    { read(TransferBody.self, $0) }, { read(CompareBody.self, $0) }, { read(RepairBody.self, $0) },
    { read(DecisionBody.self, $0) }, { read(SettingBody.self, $0) }, { read(SynchronizationBody.self, $0) },
    { read(AccessGroupBody.self, $0) }, { read(AdministratorBody.self, $0) }, { read(AdministratorChange.self, $0) },
    { read(SignInBody.self, $0) }, { read(LinkBody.self, $0) }, { read(PasswordBody.self, $0) },
    { read(TokenBody.self, $0) }, { read(NotificationBody.self, $0) }, { read(InvitationBody.self, $0) },
    { read(ResendBody.self, $0) }, { read(ProjectKeyBody.self, $0) }, { read(ProjectAdminBody.self, $0) },
    { read(PersonChoiceBody.self, $0) }, { read(HeldSetBody.self, $0) }, { read(TaskConfigBody.self, $0) },
  ]

  static func run(_ bytes: [UInt8]) {
    var cursor = InputCursor(bytes)
    let kind = Int(cursor.byte() &- UInt8(ascii: "A")) % kinds.count
    kinds[kind](Data(cursor.rest()))
  }

  /// What is wrong with a body, in the words that the server has for it; none of them repeats a value.
  private static let reasons: Set = [
    "the body is not JSON", "a number is out of range", "there is no such field", "the field is missing",
    "the body cannot be read", "expected a time like 2026-05-04T08:30:00Z",
    "Encountered Data is not valid Base64.",
  ]

  private static func isKnown(_ reason: String) -> Bool {
    reasons.contains(reason)
      || ["a text", "true or false", "a whole number", "a list", "an object"].contains {
        reason == "expected \($0)" || reason == "expected \($0), found null"
      }
  }

  private static func read<Body: RequestBody>(_: Body.Type, _ json: Data, _ use: (Body) -> Void = { _ in }) {
    do {
      let body = try Body.decode(json)
      let written = need("bodies: \(Body.self) cannot be written") { try AdminJSON.encoder.encode(body) }
      let again = need("bodies: a written \(Body.self) is not read") { try Body.decode(written) }
      let twice = need("bodies: \(Body.self) cannot be written") { try AdminJSON.encoder.encode(again) }
      require(twice == written, "bodies: another \(Body.self) after it was written and read")
      use(body)
    } catch {
      require(isKnown(error.reason), "bodies: \(Body.self) is refused with words of its decoder: \(error.reason)")
    }
  }

  private struct NoSuchGroup: Error {}

  /// What the API does with a user, up to the transaction that stores it.
  private static func apply(_ body: UserBody) {
    let id = body.id.value.flatMap { try? UserID($0) }
    var user = ServerUser(
      record: need("bodies: a user") { UserRecord(id: try id ?? UserID("1000000000"), name: "Ada Quill") },
      incarnation: 1, revision: 1, version: 1, createdAt: 0, changedAt: 0)
    do {
      try body.apply(to: &user) { name in
        guard let number = ["Night shift", "Office"].firstIndex(of: name) else { throw NoSuchGroup() }
        return AccessGroupID(number + 1)
      }
      user.record = try user.record.checked()
      user.details = try user.details.checked()
      MessageInput.requireLimits(user.record)
      let details = need("bodies: details over their limits") { try user.details.checked() }
      require(details == user.details, "bodies: details that are not in their form")
      requireSendable(user.record)
    } catch let error as LimitError {
      require(error.description.utf8.count <= 300, "bodies: an error of \(error.description.utf8.count) bytes")
    } catch {
      require(error is NoSuchGroup, "bodies: \(error)")
    }
  }

  /// A device reads the user as the server has it.
  private static func requireSendable(_ record: UserRecord) {
    guard let server = ServerID([UInt8](repeating: 0x5E, count: 16)) else { return }
    let state = UserState(record: record, base: Base(server: server, incarnation: 1, revision: 1))
    let read = need("bodies: a user that no device can read") { try UserState(encoded: state.encoded()) }
    require(read == state, "bodies: a device reads another user")
  }
}
