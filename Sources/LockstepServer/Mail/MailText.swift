/// What a mail says.
struct MailText: Hashable, Sendable {
  var subject: String
  var plain: String
  var html: String
}
