import Foundation
import Testing

@testable import LockstepServer

@Suite("A mail as it goes over the wire")
struct MailMessageTests {
  private func message(_ change: (inout MailMessage) -> Void = { _ in }) -> String {
    var message = MailMessage(
      senderName: "Doors", senderAddress: "doors@example.com", recipient: "ada@example.com", id: "mail-7.00ff",
      time: 1_795_264_743_000, text: MailText(subject: "Hello", plain: "one\ntwo", html: "<p>one</p>"))
    change(&message)
    return String(decoding: message.bytes, as: UTF8.self)
  }

  private func header(_ text: String) -> Substring {
    text.prefix(upTo: text.range(of: "\r\n\r\n")?.lowerBound ?? text.endIndex)
  }

  @Test("it has what mail servers and readers ask for, and every line ends with CRLF")
  func form() {
    let text = message()
    for line in [
      "Date: Sat, 21 Nov 2026 12:39:03 +0000", "From: \"Doors\"\r\n <doors@example.com>", "To: <ada@example.com>",
      "Subject: Hello", "Message-ID: <mail-7.00ff@example.com>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
    ] {
      #expect(text.contains("\r\n\(line)\r\n") || text.hasPrefix("\(line)\r\n"), "\(line)")
    }
    #expect(text.replacing("\r\n", with: "").utf8.allSatisfy { $0 != 10 && $0 != 13 })
    #expect(text.utf8.allSatisfy { $0 < 128 })
    #expect(text.hasSuffix("--\r\n"))
  }

  @Test(
    "AUTO-13 nothing that comes from outside makes a line of the header",
    arguments: ["\r\nBcc: x@example.com", "\nBcc: x@example.com", "a\rBcc: x", "\u{2028}Bcc: x", "\u{85}Bcc: x"])
  func injection(text: String) {
    let header = header(
      message {
        $0.senderName = "Doors" + text
        $0.text.subject = "Hello" + text
        $0.recipient = "ada@example.com" + text
        $0.answerTo = "help@example.com" + text
      })
    let names = header.split(separator: "\r\n").filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
    #expect(
      names == [
        "Date", "From", "To", "Reply-To", "Subject", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
        "MIME-Version", "Content-Type",
      ])
    #expect(!header.unicodeScalars.contains { $0.value == 0x85 || $0.value == 0x2028 })
  }

  @Test(
    "RFC 2047 lines of the header are short, also with long names in other letters",
    arguments: ["Доступ по телефону", "東京", "👩‍👩‍👧‍👦", "long "])
  func longHeader(piece: String) {
    let text = String(repeating: piece, count: 40)
    let header = header(
      message {
        $0.senderName = text
        $0.text.subject = text
      })
    #expect(header.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 78 })
  }
}
