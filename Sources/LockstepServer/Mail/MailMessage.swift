/// A mail as it goes over the wire: text and HTML of the same content, in 7-bit lines that end with CRLF.
struct MailMessage: Hashable, Sendable {
  var senderName: String
  var senderAddress: String
  /// Where answers go; nil is the sender.
  var answerTo: String?
  var recipient: String
  /// The part of the message's ID before the `@`: the same for each try, so that a mail that arrives twice can be known.
  var id: String
  /// Unix milliseconds.
  var time: Int64
  var text: MailText

  /// Cannot occur in the parts: quoted-printable writes `=` as a code.
  private static let boundary = "=_lockstep_part"

  var bytes: [UInt8] {
    let domain = senderAddress.split(separator: "@").last.map(String.init) ?? "localhost"
    var header = [
      "Date: \(MailHeader.date(time))",
      "From: \(MailHeader.mailbox(name: senderName, address: senderAddress))",
      "To: \(MailHeader.mailbox(name: "", address: recipient))",
    ]
    if let answerTo { header.append("Reply-To: \(MailHeader.mailbox(name: "", address: answerTo))") }
    header += [
      "Subject: \(MailHeader.text(text.subject))",
      "Message-ID: <\(id)@\(domain)>",
      // Nobody's absence notice answers it.
      "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All",
      "MIME-Version: 1.0", "Content-Type: multipart/alternative; boundary=\"\(Self.boundary)\"",
    ]
    return Array(
      (header.joined(separator: "\r\n") + "\r\n\r\n" + part("text/plain", text.plain) + part("text/html", text.html)
        + "--\(Self.boundary)--\r\n").utf8)
  }

  private func part(_ type: String, _ content: String) -> String {
    "--\(Self.boundary)\r\nContent-Type: \(type); charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
      + QuotedPrintable.encode(content)
  }
}
