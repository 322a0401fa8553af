import AdminClient
import AdminModel
import ArgumentParser
import Foundation

/// The fields of a user as options, shared by `add` and `edit`.
struct UserFieldOptions: ParsableArguments {
  @Option(help: "The name, at most 48 characters.") var name: String?
  @Option(help: "A message that terminals show, at most 128 bytes.") var personalMessage: String?
  @Option(help: "The e-mail address.") var email: String?
  @Option(help: "The phone number.") var phone: String?
  @Option(help: "The department.") var department: String?
  @Option(help: "The title.") var title: String?

  @Option(name: .customLong("access-group"), help: "An access group; the list given replaces the old one.")
  var accessGroups: [String] = []

  @Option(help: "From when the user is let in: 2026-05-04, or 2026-05-04T08:30:00Z.") var start: TimeArgument?
  @Option(help: "Until when: a date means until 23:59:59 there.") var end: TimeArgument?

  @Flag(inversion: .prefixedEnableDisable, help: "Whether the user is let in at all.") var access: Bool?
  @Option(help: "0 the device's own, 1 (lowest) to 5 (strictest).") var securityLevel: Int?

  @Option(name: .customLong("authentication-mode"), help: "The number of a way to authenticate; replaces the old list.")
  var authenticationModes: [Int] = []

  @Flag(inversion: .prefixedNo, help: "Whether no device and no file changes the user.") var protected: Bool?

  @Option(name: .customLong("card"), help: "A card: 12345, 0x3039 or mobile:12345; replaces the old list.")
  var cards: [CardArgument] = []

  @Option(help: "A JPEG file, at most 16 KB.", completion: .file()) var photo: String?

  @Option(help: "A file with the fields as JSON, as in the HTTP API; - reads standard input.", completion: .file())
  var from: String?

  /// What a request says; options come after the file.
  func body(_ client: AdminClient) async throws -> UserBody {
    var body = try from.map(Self.read) ?? UserBody()
    Self.put(name, into: &body.name)
    Self.put(personalMessage, into: &body.personalMessage)
    Self.put(email, into: &body.email)
    Self.put(phone, into: &body.phone)
    Self.put(department, into: &body.department)
    Self.put(title, into: &body.title)
    if !accessGroups.isEmpty { body.accessGroups = .set(accessGroups) }
    if let start { body.start = .set(try await start.instant(isEnd: false, client)) }
    if let end { body.end = .set(try await end.instant(isEnd: true, client)) }
    Self.put(access.map { !$0 }, into: &body.disabled)
    Self.put(securityLevel, into: &body.securityLevel)
    if !authenticationModes.isEmpty { body.authenticationModes = .set(authenticationModes) }
    Self.put(protected, into: &body.protected)
    if !cards.isEmpty { body.cards = .set(cards.map(\.value)) }
    if let photo { body.photo = .set(try Self.data(photo)) }
    return body
  }

  private static func put<Value>(_ value: Value?, into change: inout Change<Value>) {
    if let value { change = .set(value) }
  }

  private static func read(_ file: String) throws -> UserBody {
    let data = file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : try data(file)
    do {
      return try UserBody.decode(data)
    } catch {
      throw Failure("\(file): \(error)", code: .validationFailure).told()
    }
  }

  private static func data(_ file: String) throws -> Data {
    do {
      return try Data(contentsOf: URL(fileURLWithPath: file))
    } catch {
      throw Failure("\(file) cannot be read", code: .validationFailure).told()
    }
  }
}
