import Foundation
import LockstepCore

/// The server's fields of a deleted user, kept for a restore.
struct StoredDetails: Codable {
  var email: String
  var phone: String
  var department: String
  var title: String
  var login: String
  var customFields: [String: String]
  var isProtected: Bool

  init(_ user: ServerUser) {
    email = user.details.email
    phone = user.details.phone
    department = user.details.department
    title = user.details.title
    login = user.details.login
    customFields = user.details.customFields
    isProtected = user.isProtected
  }

  var details: UserDetails {
    UserDetails(
      email: email, phone: phone, department: department, title: title, login: login, customFields: customFields)
  }
}

/// JSON as it is kept in text columns: keys sorted, so that equal values have equal text.
enum JSON {
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func value<Value: Decodable>(_: Value.Type, _ text: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }
}
