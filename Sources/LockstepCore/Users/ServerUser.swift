/// A user as the server has it: what devices can hold, and what only the server keeps.
public struct ServerUser: Hashable, Sendable {
  public var record: UserRecord
  /// Fields that never reach a device.
  public var details: UserDetails
  /// No device's record changes this user, and no file deletes it (SEC-8).
  public var isProtected: Bool
  public let incarnation: Incarnation
  /// The last change of what devices can hold.
  public let revision: Revision
  /// Rises with every change; the ETag.
  public let version: Int64
  /// Unix milliseconds, as all of the server's own times.
  public let createdAt: Int64
  public let changedAt: Int64

  public init(
    record: UserRecord, details: UserDetails = UserDetails(), isProtected: Bool = false, incarnation: Incarnation,
    revision: Revision, version: Int64, createdAt: Int64, changedAt: Int64
  ) {
    self.record = record
    self.details = details
    self.isProtected = isProtected
    self.incarnation = incarnation
    self.revision = revision
    self.version = version
    self.createdAt = createdAt
    self.changedAt = changedAt
  }
}

/// The fields of a user that only the server keeps. Empty is vacant.
public struct UserDetails: Hashable, Sendable {
  public var email: String
  public var phone: String
  public var department: String
  public var title: String
  public var login: String
  public var customFields: [String: String]

  public init(
    email: String = "", phone: String = "", department: String = "", title: String = "", login: String = "",
    customFields: [String: String] = [:]
  ) {
    self.email = email
    self.phone = phone
    self.department = department
    self.title = title
    self.login = login
    self.customFields = customFields
  }

  /// Texts in NFC and trimmed.
  ///
  /// - Throws: ``LimitError`` of the first one over its limit.
  public func checked() throws(LimitError) -> UserDetails {
    var details = self
    details.email = try Text.trimmed(email, field: "email", characters: 254, bytes: 254)
    guard details.email.isEmpty || details.email.dropFirst().dropLast().contains("@") else {
      throw LimitError(field: "email", limit: "an address with @", actual: "no address")
    }
    details.phone = try Text.trimmed(phone, field: "phone", characters: 32, bytes: 64)
    details.department = try Text.trimmed(department, field: "department", characters: 64, bytes: 256)
    details.title = try Text.trimmed(title, field: "title", characters: 64, bytes: 256)
    details.login = try Text.trimmed(login, field: "login", characters: 64, bytes: 256)
    guard customFields.count <= 10 else {
      throw LimitError(field: "custom fields", limit: "at most 10", actual: "\(customFields.count)")
    }
    var fields: [String: String] = [:]
    // In an order, so that the same input has the same outcome.
    for (name, value) in customFields.sorted(by: { $0.key < $1.key }) {
      let name = try Text.title(name, field: "custom field")
      guard fields[name] == nil else {
        throw LimitError(field: "custom field", limit: "each name once", actual: "one name twice")
      }
      fields[name] = try Text.trimmed(value, field: "custom field", characters: 256, bytes: 1024)
    }
    details.customFields = fields
    return details
  }
}
