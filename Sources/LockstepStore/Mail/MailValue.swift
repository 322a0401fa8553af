/// A value that a mail's template shows: a text, or rows of named texts (`{{#errors}}{{line}}: {{reason}}{{/errors}}`).
/// An empty text and no rows are absent to a template.
public enum MailValue: Hashable, Sendable {
  case text(String)
  case rows([[String: String]])
}

extension MailValue: ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) { self = .text(value) }
}

extension MailValue: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .rows(try container.decode([[String: String]].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .rows(let rows): try container.encode(rows)
    }
  }
}
