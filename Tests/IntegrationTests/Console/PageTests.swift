import AdminClient
import AdminModel
import Foundation
import HTTPTypes
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@testable import AdminAPI

@Suite("Pages of the console", .timeLimit(.minutes(2)))
struct PageTests {
  private static let script = "<script>alert(1)</script>"
  private static let paths = [
    "/", "/monitoring", "/users", "/users?q=scr", "/users/18", "/users/18?device=1001", "/new-user", "/import-users",
    "/deleted-users", "/erasures",
    "/projects", "/projects/script-alert-1-script", "/projects/script-alert-1-script/admins",
    "/projects/script-alert-1-script/settings", "/projects/script-alert-1-script/runs",
    "/projects/script-alert-1-script/held", "/projects/script-alert-1-script/upload",
    "/devices", "/devices/1001", "/compares", "/compares?show=all", "/access-groups", "/attention",
    "/attention?kind=difference", "/transfers",
    "/transfers/1", "/settings", "/settings/notifications", "/settings/mail", "/administrators", "/api-tokens",
    "/audit", "/me", "/help",
    "/help/auto-sync",
  ]

  /// A server with doors, its API, and its first administrator at a browser, who has an odd name.
  private func run(
    doors: Int = 1, mode: SynchronizationMode = .notUsed,
    _ body: @Sendable (Administration, Browser) async throws -> Void
  ) async throws {
    try await Doors.run(doors, mode: mode) { doors in
      try await Administration.run(doors.server) { admin in
        let link = try await admin.accounts.firstSignIn(at: admin.url, in: try #require(doors.server.data))
        let token = try #require(link?.split(separator: "/").last.map(String.init))
        var browser = Browser(url: admin.url)
        _ = try await browser.give("a long enough one", byLink: token, name: Self.script)
        try await body(admin, browser)
      }
    }
  }

  @Test("SEC-3 markup that hides under a combining mark is text too", arguments: ["<\u{301}b>", "\"\u{301} onclick=x"])
  func combined(name: String) async throws {
    try await run { admin, browser in
      _ = try await admin.client.addUser(UserBody(id: .set("18"), name: .set(name)))
      for path in ["/users", "/users/18"] {
        let page = String(decoding: try await browser.send("GET", path).data, as: UTF8.self).unicodeScalars
        let marks = page.indices.filter { page[$0] == "\u{301}" }
        #expect(!marks.isEmpty, "\(path)")
        #expect(marks.allSatisfy { page[page.index(before: $0)] == ";" }, "what is before it is written as its code")
      }
    }
  }

  @Test("SEC-3 a name of markup is text on every page, and each page says what a browser may run")
  func escaped() async throws {
    try await run { admin, browser in
      _ = try await admin.client.addAccessGroup(named: Self.script)
      _ = try await admin.client.addUser(UserBody(id: .set("18"), name: .set(Self.script)))
      _ = try await admin.engine.commit { try $0.addProject(ProjectSettings(name: Self.script), at: 1) }
      let names = #"{"name":"\#(Self.script)","place":"\#(Self.script)","accessGroups":["\#(Self.script)"]}"#
      #expect(try await admin.send("PATCH", "/api/v1/devices/1001", json: names).status == 200)
      _ = try await admin.client.transfer(TransferBody(users: ["18"], action: "write"))
      for path in Self.paths {
        let page = try await browser.send("GET", path)
        let text = String(decoding: page.data, as: UTF8.self)
        #expect(page.status == 200, "\(path)")
        #expect(!text.contains("<script>alert"), "\(path)")
        #expect(text.contains("&lt;script&gt;alert"), "\(path)")
        #expect(!text.contains("{{") && !text.contains("style="), "\(path)")
        #expect(page.fields["content-security-policy"] == PageMiddleware.contentSecurityPolicy, "\(path)")
        #expect(page.fields["x-frame-options"] == "DENY" && page.fields["cache-control"] == "no-store", "\(path)")
        #expect(page.fields["x-content-type-options"] == "nosniff", "\(path)")
      }
    }
  }

  @Test("SEC-2 nobody is led to the sign-in, and from there only back into this server")
  func signIn() async throws {
    try await run { admin, _ in
      let stranger = Browser(url: admin.url)
      for path in Self.paths {
        let page = try await stranger.send("GET", path)
        #expect(String(decoding: page.data, as: UTF8.self).contains("api/v1/sign-in"), "\(path)")
      }
      let link = try await stranger.send("GET", "/sign-in/link/guessed")
      #expect(link.status == 404)
    }
    for (asked, led) in [
      ("/users/17?device=1", "/users/17?device=1"), ("//elsewhere.example", "/"), ("https://elsewhere.example", "/"),
      ("/\\elsewhere.example", "/"), ("/a\nb", "/"), ("", "/"), ("/{x}/elsewhere.example", "/"),
    ] {
      #expect(PathText.local(asked) == led)
    }
    #expect(PathText.local(nil) == "/")
  }

  @Test("SEC-2 a page of what a role may not read is refused, and its link is not shown")
  func roles() async throws {
    try await run { admin, _ in
      for role in [Role.viewer, .operator, .administrator] {
        let made = try await admin.send(
          "POST", "/api/v1/api-tokens", json: #"{"name":"\#(role)","role":"\#(role.rawValue)"}"#)
        let token = try #require(try AdminJSON.decoder.decode(TokenResource.self, from: made.data).token)
        let home = try await admin.send("GET", "/", token: token)
        for place in Navigation.daily + Navigation.administration {
          let mayRead = role >= RouteRoles.role(.get, place.route)
          #expect(home.text.contains("href=\"\(place.path)\"") == mayRead, "\(role) \(place.name)")
          #expect(try await admin.send("GET", place.path, token: token).status == (mayRead ? 200 : 403))
        }
        let users = try await admin.send("GET", "/users", token: token)
        #expect(users.text.contains("/new-user") == (role >= .operator))
        #expect(try await admin.send("GET", "/new-user", token: token).status == (role >= .operator ? 200 : 403))
        let settings = try await admin.send("GET", "/settings", token: token)
        #expect(settings.text.contains("PUT /api/v1/settings/time-zone") == (role == .administrator))
      }
    }
  }

  @Test("what is not there is a page that says so")
  func missing() async throws {
    try await run { _, browser in
      for (path, status) in [
        ("/users/99", 404), ("/users/%2F..%2F", 422), ("/devices/99", 404), ("/devices/x", 400), ("/transfers/7", 404),
        ("/help/nothing", 404), ("/attention?kind=nothing", 400), ("/users?cursor=x.y", 400),
        ("/access-groups?cursor=0", 400), ("/monitoring?device=Roof", 400),
        ("/monitoring?kind=nothing", 400), ("/monitoring?before=x", 400), ("/attention?device=0", 400),
        ("/users/1?device=Roof", 400), ("/audit?cursor=-1", 400), ("/deleted-users?cursor=7", 400),
        ("/attention?cursor=x", 400),
        ("/assets/1/nothing.js", 404),
        ("/assets/1/..%2Fpages%2Flayout.mustache", 404),
      ] {
        let page = try await browser.send("GET", path)
        #expect(page.status == status, "\(path)")
        #expect(page.fields["content-type"]?.hasPrefix("text/html") == true, "\(path)")
      }
    }
  }

  @Test("an address that there is not is a page for people, and problem details for programs")
  func unknown() async throws {
    try await run { admin, browser in
      let html = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
      let stranger = Browser(url: admin.url)
      for path in ["/nothing", "/users/17/nothing", "/apis", "/nothing?q=%3Cscript%3E"] {
        for someone in [browser, stranger] {
          let page = try await someone.send("GET", path, accept: html)
          #expect(page.status == 404 && page.fields["content-type"]?.hasPrefix("text/html") == true, "\(path)")
          #expect(page.fields["content-security-policy"] == PageMiddleware.contentSecurityPolicy, "\(path)")
          let text = String(decoding: page.data, as: UTF8.self)
          #expect(text.contains("there is nothing at this address"), "\(path)")
          // Only who has signed in sees where else they may go.
          #expect(text.contains("href=\"/users\"") == (someone.cookie != nil), "\(path)")
        }
        #expect(try await browser.send("GET", path).problem().status == 404)
      }
      #expect(try await browser.send("GET", "/api/v1/nothing", accept: html).problem().status == 404)
      #expect(try await browser.send("POST", "/users", accept: html).problem().status == 405)
    }
  }

  @Test("files are kept by browsers for good at the address of their content, and only there")
  func assets() async throws {
    try await run { admin, _ in
      let current = Browser(url: admin.url)
      let file = try await current.send("GET", "/assets/\(ConsoleFile.assetVersion)/console.js")
      #expect(file.fields["cache-control"] == "public, max-age=31536000, immutable")
      #expect(file.fields["content-type"] == "text/javascript; charset=utf-8")
      let old = try await current.send("GET", "/assets/0123/console.js")
      #expect(old.status == 200 && old.fields["cache-control"] == "no-store")
    }
  }

  @Test("MODE-6 while the mode is Not Used the overview links to the setting")
  func notUsed() async throws {
    try await run { admin, browser in
      let before = String(decoding: try await browser.send("GET", "/").data, as: UTF8.self)
      #expect(before.contains("href=\"/settings\">Choose how doors are kept in step"))
      _ = try await admin.client.setSynchronization("all-devices")
      let after = String(decoding: try await browser.send("GET", "/").data, as: UTF8.self)
      #expect(!after.contains("Choose how doors are kept in step"))
    }
  }

  @Test("MODE-6 the settings page has every choice of section 1 under exactly its name, each with one sentence")
  func choices() async throws {
    try await run { _, browser in
      let page = String(decoding: try await browser.send("GET", "/settings").data, as: UTF8.self)
      for mode in SynchronizationMode.allCases {
        #expect(page.contains(">\(mode.title)</label>"))
        #expect(Texts.english.find("settings.modes.\(mode.rawValue)")?.hasSuffix(".") == true)
      }
    }
  }
}
