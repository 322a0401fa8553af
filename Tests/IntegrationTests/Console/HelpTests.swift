import AdminClient
import Foundation
import LockstepCore
import LockstepServer
import Testing

@testable import AdminAPI

@Suite("Manual of the console", .timeLimit(.minutes(2)))
struct HelpTests {
  private func run(_ body: @Sendable (Browser) async throws -> Void) async throws {
    try await Doors.run(0) { doors in
      try await Administration.run(doors.server) { admin in
        let link = try await admin.accounts.firstSignIn(at: admin.url, in: try #require(doors.server.data))
        let token = try #require(link?.split(separator: "/").last.map(String.init))
        var browser = Browser(url: admin.url)
        _ = try await browser.give("a long enough one", byLink: token, name: "Ada Quill")
        try await body(browser)
      }
    }
  }

  @Test("AUTO-1 the manual's example is a people file without an error, and the one that the chapter shows")
  func example() async throws {
    try await run { browser in
      let file = try await browser.send("GET", "/help/mobile-id-users.csv")
      #expect(file.status == 200)
      #expect(file.fields["content-type"] == "text/csv; charset=utf-8")
      #expect(file.fields["content-disposition"] == "attachment; filename=\"mobile-id-users.csv\"")
      var reader = PeopleReader()
      var rows: [PersonRow] = []
      reader.read(Array(file.data)) { rows.append($0) }
      guard case .read(let shape) = reader.finish(row: { rows.append($0) }) else {
        Issue.record("the example is refused")
        return
      }
      #expect(shape.hasHeader && shape.hasSyncIDs && shape.endsWithLineEnd)
      #expect(rows.count > 2 && rows.allSatisfy { $0.email.hasSuffix("@example.org") })
      let chapter = try await browser.send("GET", "/help/auto-sync")
      let text = String(decoding: chapter.data, as: UTF8.self)
      let shown = String(decoding: file.data, as: UTF8.self).trimmingCharacters(in: .newlines)
      #expect(text.contains(shown))
      #expect(text.contains("href=\"/help/mobile-id-users.csv\""))
    }
  }

  @Test("AUTO-10 the chapter tells of every exit code, and leads only to places that it has")
  func chapter() async throws {
    try await run { browser in
      let page = try await browser.send("GET", "/help/auto-sync")
      #expect(page.status == 200)
      let text = String(decoding: page.data, as: UTF8.self)
      for exit in UploadExit.allCases { #expect(text.contains("<td>\(exit.rawValue)</td>"), "\(exit)") }
      let places = text.matches(of: /href="#([^"]+)"/).map { String($0.output.1) }
      #expect(places.count > 3)
      for place in places { #expect(text.contains("id=\"\(place)\""), "\(place)") }
    }
  }

  @Test("SEC-2 the manual is for those who are signed in", arguments: ["/help/auto-sync", "/help/mobile-id-users.csv"])
  func stranger(path: String) async throws {
    try await run { browser in
      let stranger = Browser(url: browser.url)
      let page = try await stranger.send("GET", path)
      let text = String(decoding: page.data, as: UTF8.self)
      // It was led to the sign-in.
      #expect(text.contains("type=\"password\"") && !text.contains("Quill"))
    }
  }
}
