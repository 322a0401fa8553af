import AdminClient
import AdminModel
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import LockstepTesting
import Testing

/// Everything that can be read over HTTP, of the API and of the console, is searched for planted values.
@Suite("What no answer has", .timeLimit(.minutes(1)))
struct SecretAnswerTests {
  private struct Scene {
    let admin: Administration
    /// Templates, PIN hashes and photos.
    let secrets: [PlantedValue]
    /// Of cards and phones.
    let numbers: [PlantedValue]
    /// Of differences.
    let entries: [Int64]

    func browser(_ role: Role) async throws -> Browser {
      let added = try await admin.client.addAdministrator(
        AdministratorBody(name: "Nora \(role)", role: role.rawValue, email: "\(role)@a.example"))
      let link = try await admin.client.makeSignInLink(for: added.id).url
      var browser = Browser(url: admin.url)
      let answer = try await browser.give(
        "a long enough password", byLink: try #require(link.split(separator: "/").last.map(String.init)))
      #expect(answer.status == 200)
      return browser
    }

    /// All that there is to read, by route.
    func answers(to browser: Browser) async throws -> [(route: String, data: Data)] {
      var answers: [(route: String, data: Data)] = []
      for (verb, path) in admin.routes where verb == "GET" && path != "/api/v1/events/stream" {
        for place in places(path) {
          let answer = try await browser.send("GET", place)
          if answer.status == 200 { answers.append((path, answer.data)) }
        }
      }
      // Those that have most to tell are among them.
      for route in [
        "/api/v1/users/{id}/provenance", "/api/v1/users/export", "/api/v1/attention/{id}", "/api/v1/differences/{id}",
        "/api/v1/devices/{id}/compare", "/api/v1/projects/{project}/people", "/api/v1/projects/{project}/held",
        "/api/v1/projects/{project}/runs/{id}/rows", "/api/v1/projects/{project}/runs/{id}/export", "/users/{id}",
        "/attention", "/monitoring", "/projects/{project}/runs/{id}", "/projects/{project}/held",
      ] {
        #expect(answers.contains { $0.route == route }, "\(route)")
      }
      return answers
    }

    private func places(_ path: String) -> [String] {
      let path = path.replacingOccurrences(of: "devices/{id}", with: "devices/1001")
      if path.hasSuffix("/export") { return ["csv", "json"].map { Administration.filled(path) + "?format=\($0)" } }
      guard path.contains("differences/{id}") || path.contains("attention/{id}") else {
        return [Administration.filled(path)]
      }
      return entries.map { Administration.filled(path.replacingOccurrences(of: "{id}", with: "\($0)")) }
    }
  }

  /// Ada has one of everything, and a finger at the door differs; Bruno was deleted. A guard got a card at the door, which
  /// is a difference. The files of a project have a person with a phone, somebody else with Ada's number, and an ID that is
  /// none.
  private func run(_ body: @Sendable (Scene) async throws -> Void) async throws {
    try await Doors.run(1) { doors in
      let server = doors.server
      let (adas, wrong) = ("5577006791947779410", "4037200794235010051x")
      var ada = try People.ada(id: "1")
      ada.rights.setAccessGroups([])
      ada.setCards(ada.cards + [try card(adas)])
      let bruno = UserRecord(
        id: try id("2"), name: "Bruno Tal", pin: Sample.pin(2), fingerprints: [Sample.finger(1, 9)])
      let (guarded, now) = (UserRecord(id: try id("3"), name: "Greta Wind"), server.engine.now())
      for record in [ada, bruno] { try await server.add(record) }
      try await server.engine.commit {
        _ = try $0.addUser(guarded, isProtected: true, source: .operator("test"), at: now)
      }
      for record in [ada, bruno, guarded] { try await doors[0].waitUntilHolds(record.id) }
      let changed = UserRecord(id: ada.id, fingerprints: [Sample.finger(0, 7)])
      _ = try doors[0].edit(ada.id, .removeFingerprint(0), .addFingerprint(Sample.finger(0, 7)))
      _ = try doors[0].edit(guarded.id, .addCard(try card("6129484611666145821")))
      let entries = [
        try await doors.entry(.difference, of: ada.id, on: 0).id,
        try await doors.entry(.difference, of: guarded.id, on: 0).id,
      ]
      try await server.delete(bruno.id)
      let project = try await server.addProject("1")
      try await server.bring(["Carla,Vogt,carla@a.example,\(wrong),s1"], to: project)
      try await server.bring(
        ["Carla,Vogt,carla@a.example,8674665223082153551,s1", "Eve,Stone,eve@a.example,\(adas),s2"], to: project)
      let numbers =
        try [adas, "6129484611666145821", "8674665223082153551"].map { PlantedValue($0, try CardNumber(text: $0)) }
        + [PlantedValue(wrong, wrong)]
      let secrets = [ada, bruno, changed].flatMap { PlantedValue.values(of: $0, $0.name) }
        .filter { !$0.name.contains(" card") }
      #expect(secrets.count == 10)
      try await Administration.run(server) { admin in
        try await body(Scene(admin: admin, secrets: secrets, numbers: numbers, entries: entries))
      }
    }
  }

  @Test("SEC-3 no answer, whatever an administrator reads, has a template, a PIN hash or a photo")
  func everyAnswer() async throws {
    try await run { scene in
      let answers = try await scene.answers(to: scene.browser(.administrator))
      for answer in answers { #expect(scene.secrets.filter { $0.isIn(answer.data) } == [], "\(answer.route)") }
      // What they may read is found by the same look.
      for number in scene.numbers { #expect(answers.contains { number.isIn($0.data) }, "\(number)") }
      let user = try await scene.admin.send("GET", "/api/v1/users/1")
      #expect(user.text.contains("\"hasPIN\":true"))
    }
  }

  @Test("SEC-2 SEC-3 no answer, whatever a viewer reads, has the number of a card or of a phone")
  func viewer() async throws {
    try await run { scene in
      for answer in try await scene.answers(to: scene.browser(.viewer)) {
        #expect((scene.secrets + scene.numbers).filter { $0.isIn(answer.data) } == [], "\(answer.route)")
      }
    }
  }
}
