import Foundation
import LockstepStore
import Logging
import Testing

@testable import LockstepServer

@Suite("The texts of mails")
struct MailTemplatesTests {
  /// Templates with files of an operator, by path below `mail-templates`.
  private func run(_ files: [String: String] = [:], _ body: (MailTemplates, URL) throws -> Void) throws {
    let data = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-mail-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: data) }
    for (path, text) in files { try put(text, path, in: data) }
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    try body(MailTemplates(data: data, logger: logger), data)
  }

  private func put(_ text: String, _ path: String, in data: URL) throws {
    let file = data.appendingPathComponent("mail-templates").appendingPathComponent(path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  @Test(
    "every kind has a subject of one line, a text and a page, in which no tag is left", arguments: MailKind.allCases)
  func builtIn(kind: MailKind) throws {
    try run { templates, _ in
      let values: [String: MailValue] = [
        "name": "Ada Quill", "project": "Site", "device-offline": "3",
      ]
      let text = templates.text(kind, language: "en", values)
      #expect(!text.subject.isEmpty && !text.subject.contains("\n"))
      for part in [text.subject, text.plain, text.html] { #expect(!part.contains("{{") && !part.contains("}}")) }
      #expect(text.plain.split(separator: "\n").count >= 3)
      #expect(text.html.contains("<html") && text.html.contains("</html>"))
      #expect(!text.plain.contains("<p>") && !text.plain.contains("&#"))
    }
  }

  @Test("the templates' values are shown: texts and rows")
  func values() throws {
    try run { templates, _ in
      let text = templates.text(
        .fileErrors, language: "en",
        [
          "project": "Site", "file": "people.csv", "total": "2", "time": "today", "link": "https://doors.example/x",
          "errors": .rows([
            ["line": "3", "column": "E-mail address", "value": "ada", "reason": "no @"],
            ["line": "9", "reason": "cut off"],
          ]),
        ])
      #expect(text.subject == "Site: the people file was refused (2 errors)")
      #expect(text.plain.contains("Line 3, E-mail address: no @ (\"ada\")\nLine 9: cut off\n"))
      #expect(text.plain.contains("https://doors.example/x"))
      #expect(text.html.contains("<td style=\"padding: 4px 12px 4px 0; vertical-align: top\">E-mail address</td>"))
      #expect(!text.plain.contains("more."))
    }
  }

  @Test("a file without a name, and a single error, read well")
  func one() throws {
    try run { templates, _ in
      let text = templates.text(
        .fileErrors, language: "en", ["project": "Site", "total": "1", "isOne": "1", "time": "today"])
      #expect(text.subject == "Site: the people file was refused (1 error)")
      #expect(text.plain.contains("The file of today was refused") && text.html.contains("The file of today was"))
      let held = templates.text(
        .deletionsHeld, language: "en", ["project": "Site", "what": "1 deletion", "isOne": "1", "time": "today"])
      #expect(held.subject == "Site: 1 deletion waits for approval" && held.html.contains("</strong> waits for"))
    }
  }

  @Test(
    "SEC-3 what people are called is text in a page, never a tag or the end of an attribute",
    arguments: ["<script>alert(1)</script>", "\"><img src=x>", "<\u{301}script>", "\"\u{301} onclick=x", "{{link}}"])
  func escaped(name: String) throws {
    try run { templates, _ in
      let text = templates.text(
        .invitation, language: "en", ["name": .text(name), "project": .text(name), "link": .text("https://x/" + name)])
      #expect(!text.html.contains("<script") && !text.html.contains("<img"))
      #expect(!text.html.unicodeScalars.contains("\u{301}") || !text.html.contains("<\u{301}"))
      let attributes = text.html.components(separatedBy: "href=\"").dropFirst().map {
        $0.unicodeScalars.prefix { $0 != "\"" }
      }
      #expect(attributes.allSatisfy { String($0).hasPrefix("https://x/") })
      let plain = templates.text(.invitation, language: "en", ["name": "x", "project": "x", "link": "https://x/x"])
      func quotes(_ html: String) -> Int { html.unicodeScalars.count { $0 == "\"" } }
      #expect(quotes(text.html) == quotes(plain.html))
      #expect(text.plain.contains("Hello \(name),"))
    }
  }

  @Test("an operator's template replaces the built-in one at once, the frame too; other parts stay")
  func own() throws {
    try run(["en/test.subject": "Prüfung {{server}}", "en/frame.txt": "[{{$content}}{{/content}}]"]) {
      templates, data in
      let text = templates.text(.test, language: "en", ["server": "https://doors.example"])
      #expect(text.subject == "Prüfung https://doors.example")
      #expect(text.plain.hasPrefix("[") && text.plain.contains("This is a test mail."))
      #expect(text.html.contains("<html"))
      try put("changed", "en/test.subject", in: data)
      #expect(templates.text(.test, language: "en", [:]).subject == "changed")
    }
  }

  @Test("a language's own templates are used where there are any, English else; a language is never a path")
  func language() throws {
    try run(["de/test.subject": "Testmail", "en/../../secret.subject": "secret"]) { templates, _ in
      #expect(templates.text(.test, language: "de", [:]).subject == "Testmail")
      #expect(templates.text(.test, language: "de", [:]).plain.contains("This is a test mail."))
      for language in ["fr", "", "../..", "de/../de", "DE"] {
        #expect(templates.text(.test, language: language, [:]).subject == "Test mail from Lockstep")
      }
    }
  }

  @Test(
    "a template that cannot be used is not: the built-in one is",
    arguments: ["{{#open}}", "{{% CONTENT_TYPE:NONE}}", "{{", String(repeating: "x", count: 300_000)])
  func broken(text: String) throws {
    try run(["en/test.subject": text]) { templates, _ in
      #expect(templates.text(.test, language: "en", [:]).subject == "Test mail from Lockstep")
    }
  }
}
