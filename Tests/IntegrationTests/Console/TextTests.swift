import Foundation
import LockstepCore
import LockstepStore
import Testing

@testable import AdminAPI

@Suite("Words of the console")
struct TextTests {
  private let text = Texts.english

  @Test("every text that a template names is there, and every template can be read")
  func templates() throws {
    let pages = ConsoleFile.files(in: "pages/", ending: ".mustache")
    #expect(pages.count > 25)
    for (name, file) in pages {
      #expect(PageTemplates.has(name), "\(name)")
      for match in file.text.matches(of: /\{\{text\.([^}]+)\}\}/) {
        #expect(text.find(String(match.1)) != nil, "\(name): \(match.1)")
      }
      #expect(!file.text.contains("{{{") || name == "help", "\(name) leaves something unescaped")
      // Without its script a form must not put what was typed, such as a password, into an address.
      for form in file.text.matches(of: /<form [^>]*>/) where form.0.contains("data-api") || form.0.contains("password")
      {
        #expect(form.0.contains(#"method="post""#), "\(name): \(form.0)")
      }
      #expect(!file.text.contains("<script>") && !file.text.contains("onclick"), "\(name) runs something")
    }
  }

  @Test("every word that code looks up is there")
  func words() {
    var keys: [String] = []
    for kind in AttentionKind.allCases {
      keys += ["attention.kinds.\(kind.rawValue).title", "attention.kinds.\(kind.rawValue).what"]
      keys += kind.actions.map { "attention.actions.\($0)" }
    }
    keys += EventKind.allCases.map { "monitoring.kinds.\($0.rawValue)" }
    keys += UserPresence.State.allCases.flatMap { state in
      ["states", "explain", "advice"].map { "doors.\($0).\(state.rawValue)" }
    }
    keys += SynchronizationMode.allCases.map { "settings.modes.\($0.rawValue)" }
    keys += Setting.allCases.flatMap { ["settings.\($0.rawValue).title", "settings.\($0.rawValue).what"] }
    keys += NotificationKind.allCases.flatMap {
      ["notifications.\($0.rawValue).title", "notifications.\($0.rawValue).what"]
    }
    keys +=
      MailKind.allCases.map { "mail.kinds.\($0.rawValue)" } + MailState.allCases.map { "mail.states.\($0.rawValue)" }
    keys += Role.allCases.map { "roles.\($0.rawValue)" }
    keys += Card.Kind.allCases.map { "cards.\($0.name)" }
    keys += Face.Kind.allCases.map { "faces.\($0.name)" }
    keys += HelpPages.chapters.map { "help.chapters.\($0)" }
    keys += (Navigation.daily + Navigation.administration).flatMap { place in
      ["nav", "title", "what", "help"].map { "pages.\(place.name).\($0)" }
    }
    for key in keys { #expect(text.find(key) != nil, "\(key)") }
    for chapter in HelpPages.chapters { #expect(ConsoleFile.all["help/\(chapter).html"] != nil, "\(chapter)") }
    for name in ["user", "device", "transfer", "transfers"] {
      #expect(HelpPages.chapters.contains(text("pages.\(name).help")))
    }
  }

  @Test("numbers stand in texts, one thing and many")
  func counts() {
    #expect(text.count("devices.sync.pending", 1) == "1 change pending")
    #expect(text.count("devices.sync.pending", 1200) == "1,200 changes pending")
    #expect(text.count("devices.sync.pending", 50, atLeast: true) == "50+ changes pending")
    #expect(text("no.such.text") == "no.such.text")
    #expect(NumberText.grouped(-1_234_567) == "-1,234,567")
  }

  @Test(
    "LIMIT-6 times are shown in the server's zone",
    arguments: [
      ("UTC", 0, "1970-01-01 00:00:00"), ("Europe/Berlin", 1_782_000_000_000, "2026-06-21 02:00:00"),
      ("Europe/Berlin", 1_798_675_200_000, "2026-12-31 01:00:00"), ("America/New_York", -1, "1969-12-31 18:59:59"),
      ("Asia/Kolkata", 951_782_400_000, "2000-02-29 05:30:00"), ("Nowhere/None", 1000, "1970-01-01 00:00:01"),
    ] as [(String, Int64, String)])
  func times(zone: String, milliseconds: Int64, shown: String) {
    #expect(TimeText(zone: zone).shown(milliseconds) == shown)
  }

  @Test("the console's calendar is Foundation's", arguments: 0..<20)
  func calendar(seed: Int64) {
    for step in 0..<200 {
      let seconds = (seed * 200 + Int64(step)) * 7_919_993 % 16_000_000_000 - 2_000_000_000
      let date = Date(timeIntervalSince1970: TimeInterval(seconds))
      #expect(TimeText.instant(seconds * 1000) == date.formatted(.iso8601))
    }
  }

  @Test(
    "how long something takes",
    arguments: [(900, "0 s"), (61_000, "1 min"), (7_300_000, "2 h"), (200_000_000, "2 days")])
  func spans(milliseconds: Int64, words: String) {
    #expect(TimeText.span(milliseconds, text) == words)
  }
}
