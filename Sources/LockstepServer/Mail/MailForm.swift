import Mustache

/// The parts of a mail, each with a template of its own.
enum MailForm: String, CaseIterable {
  case subject
  case plain = "txt"
  case html

  /// Stands before each template: what `{{name}}` does with characters that mean something in HTML.
  var contentType: String { self == .html ? "{{% CONTENT_TYPE:MAIL_HTML}}" : "{{% CONTENT_TYPE:TEXT}}" }

  /// Whether it stands in the frame that all mails share.
  var hasFrame: Bool { self != .subject }

  static let registerOnce: Void = MustacheContentTypes.register(MailHTML(), named: "MAIL_HTML")
}

/// Escapes each scalar: a character may hide a `<` or `"` under a combining mark.
private struct MailHTML: MustacheContentType {
  func escapeText(_ text: String) -> String {
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
}
