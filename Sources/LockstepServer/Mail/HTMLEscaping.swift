import Mustache

/// What `{{name}}` makes of characters that mean something in HTML. To be used for every template of a page or mail: the
/// library's own goes by what people see as one character, in which a `<` can hide under a combining mark.
public enum HTMLEscaping {
  /// Stands before the text of a template.
  public static let pragma: String = {
    MustacheContentTypes.register(ByScalar(), named: "HTML_BY_SCALAR")
    return "{{% CONTENT_TYPE:HTML_BY_SCALAR}}"
  }()

  public static func escape(_ text: String) -> String {
    guard text.utf8.contains(where: meaningful.contains) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Each is one byte of UTF-8, and such a byte is nothing else.
  private static let meaningful = Array("<>&\"'".utf8)

  private struct ByScalar: MustacheContentType {
    func escapeText(_ text: String) -> String { escape(text) }
  }
}
