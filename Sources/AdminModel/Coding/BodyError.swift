/// Why a request's body cannot be used. It names the field and never repeats a value.
public struct BodyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The way to the field, `cards[0].number`; nil when the body as a whole is at fault.
  public let field: String?
  public let reason: String

  public init(field: String?, reason: String) {
    self.field = field
    self.reason = reason
  }

  public var description: String { field.map { "\($0): \(reason)" } ?? reason }

  /// Whether the decoder said what is wrong, but not where.
  static func hasNoPlace(_ error: any Error) -> Bool {
    guard case DecodingError.dataCorrupted(let context) = error else { return false }
    return context.codingPath.isEmpty
  }

  init(_ error: any Error, numberOutOfRangeIn field: () -> String?) {
    if Self.hasNoPlace(error) {
      let field = field()
      self.init(field: field, reason: field == nil ? "the body is not JSON" : "a number is out of range")
      return
    }
    switch error {
    case let error as UnknownField:
      self.init(field: Self.way(error.path, then: error.name), reason: "there is no such field")
    case DecodingError.keyNotFound(let key, let context):
      self.init(field: Self.way(context.codingPath, then: key.stringValue), reason: "the field is missing")
    case DecodingError.typeMismatch(let type, let context):
      self.init(field: Self.way(context.codingPath), reason: "expected \(Self.words(type))")
    case DecodingError.valueNotFound(let type, let context):
      self.init(field: Self.way(context.codingPath), reason: "expected \(Self.words(type)), found null")
    case DecodingError.dataCorrupted(let context):
      let isWhole = context.codingPath.isEmpty
      self.init(
        field: Self.way(context.codingPath), reason: isWhole ? "the body is not JSON" : context.debugDescription)
    default:
      self.init(field: nil, reason: "the body cannot be read")
    }
  }

  private static func way(_ path: [any CodingKey], then name: String? = nil) -> String? {
    var text = ""
    for key in path {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue
      }
    }
    if let name { text += (text.isEmpty ? "" : ".") + name }
    return text.isEmpty ? nil : text
  }

  /// What a type is called in JSON.
  private static func words(_ type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a text"
    case is Bool.Type: "true or false"
    case is any BinaryInteger.Type: "a whole number"
    case is any Collection.Type where !(type is any JSONObject.Type): "a list"
    default: "an object"
    }
  }
}

/// Tells dictionaries, which are objects in JSON, from lists.
private protocol JSONObject {}
extension Dictionary: JSONObject {}
