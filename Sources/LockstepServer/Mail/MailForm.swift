/// The parts of a mail, each with a template of its own.
enum MailForm: String, CaseIterable {
  case subject
  case plain = "txt"
  case html

  /// Stands before each template: what `{{name}}` does with characters that mean something in HTML.
  var contentType: String { self == .html ? HTMLEscaping.pragma : "{{% CONTENT_TYPE:TEXT}}" }

  /// Whether it stands in the frame that all mails share.
  var hasFrame: Bool { self != .subject }
}
