import Foundation
import LockstepStore

/// The password at the mail server, in a file that only its owner reads, together with what it is for: given to another
/// server, another user or without TLS it would be told to somebody it was not meant for.
struct MailPassword: Codable, Hashable {
  static let fileName = "mail-password"

  var host: String
  var user: String
  var security: String
  var password: String

  init(_ password: String, for settings: MailServerSettings) {
    self.password = password
    (host, user, security) = (settings.host, settings.user, settings.security.rawValue)
  }

  func isFor(_ settings: MailServerSettings) -> Bool { self == MailPassword(password, for: settings) }

  /// - Returns: nil where there is none.
  /// - Throws: ``StoreError/unusable(_:)`` if the file cannot be read.
  static func read(in data: URL) throws -> MailPassword? {
    let file = OwnerFile(url: data.appendingPathComponent(fileName))
    return try file.read().flatMap { try? JSONDecoder().decode(MailPassword.self, from: Data($0)) }
  }

  /// Durable when it returns.
  ///
  /// - Throws: ``StoreError/unusable(_:)`` if the file cannot be written.
  func keep(in data: URL) throws {
    try OwnerFile(url: data.appendingPathComponent(Self.fileName)).replace(Array(JSONEncoder().encode(self)))
  }

  static func remove(in data: URL) throws {
    let file = data.appendingPathComponent(fileName)
    if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
  }
}
