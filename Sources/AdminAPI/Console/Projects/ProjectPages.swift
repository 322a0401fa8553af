import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Projects, and the people of one.
struct ProjectPages {
  static let most = 50

  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("projects", use: list).get("projects/:project", use: people)
    ProjectSettingPages(console: console).addRoutes(to: pages)
    RunPages(console: console).addRoutes(to: pages)
  }

  private struct Summary: Sendable {
    let project: StoredProject
    let people: Int
    let pending: Int
    let held: [PlanHold: Int]
    let lastRun: StoredRun?
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "projects")
    let text = console.text
    let summaries = try await console.engine.store.read { store in
      try store.projects().map { project in
        Summary(
          project: project, people: try store.managedCount(ofProject: project.id),
          pending: try store.deletionsPending(ofProject: project.id).count,
          held: try store.heldCounts(ofProject: project.id), lastRun: try store.lastRun(ofProject: project.id))
      }
    }
    return console.page(
      "projects", visit,
      [
        "rows": summaries.map { summary -> View in
          let (key, tone) = Self.state(summary)
          return [
            "name": summary.project.name, "path": "/projects/\(summary.project.shortName)",
            "people": text.count("projects.people", summary.people),
            "pending": summary.pending == 0 ? nil : text.count("projects.pending", summary.pending),
            "completed": visit.times.view(ifAny: summary.project.completedAt),
            "state": text("projects.states.\(key)"), "tone": tone,
          ]
        },
        "hasRows": !summaries.isEmpty, "mayAdd": visit.role >= RouteRoles.role(.post, "/api/v1/projects"),
      ])
  }

  private static func state(_ summary: Summary) -> (key: String, tone: String) {
    if !summary.project.settings.isEnabled { return ("off", "quiet") }
    if summary.project.missedSince != nil { return ("missed", "bad") }
    if summary.lastRun?.outcome == .refused { return ("refused", "bad") }
    if !summary.held.isEmpty { return ("held", "notable") }
    return summary.project.completedAt == nil ? ("new", "quiet") : ("good", "good")
  }

  // MARK: People

  private struct People: Sendable {
    let open: OpenProject
    let people: [StoredPerson]
    let counts: [StoredPerson.Status: Int]
    let pending: [FormerPerson]
    let toRelease: [StoredPerson]
    let mailWaits: Bool
  }

  private func people(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "projects")
    let (name, now) = (context.parameters.get("project") ?? "", console.engine.now())
    let (search, after) = (request.search("q"), request.search("cursor") ?? "")
    let status = try request.query("status", oneOf: StoredPerson.Status.self)
    let found = try await console.engine.store.read { store -> People in
      let open = try OpenProject(named: name, visit, store)
      var query = PeopleQuery(
        project: open.project.id, status: status, search: search, after: after, limit: Self.most + 1)
      let people = try store.people(query, at: now)
      query = PeopleQuery(project: open.project.id, status: .notInvited, limit: 20)
      return People(
        open: open, people: people, counts: try store.personCounts(ofProject: open.project.id, at: now),
        pending: try store.deletionsPending(ofProject: open.project.id), toRelease: try store.people(query, at: now),
        mailWaits: try store.mailServer() == nil && store.mailCount(.waiting, upTo: 1).count > 0)
    }
    return page(found, status, search, isContinued: !after.isEmpty)
  }

  private func page(
    _ found: People, _ status: StoredPerson.Status?, _ search: String?, isContinued: Bool
  ) -> Response {
    let (open, text) = (found.open, console.text)
    let shown = found.people.prefix(Self.most)
    let pending = status == nil || status == .deletionPending ? former(found.pending, search, open.visit.times) : []
    let (expired, unreleased) = (found.counts[.invitationExpired] ?? 0, found.counts[.notInvited] ?? 0)
    let next = found.people.count > Self.most ? shown.last?.user.text : nil
    return console.page(
      "project-people", open.visit, title: "\(text("projects.sections.users")) – \(open.project.name)",
      [
        "project": open.view(.users), "notices": open.notices(), "mailWaits": found.mailWaits,
        "filters": filters(found, status, search), "q": search ?? "", "status": status?.rawValue,
        "rows": shown.map { row($0, open) }, "hasRows": !shown.isEmpty,
        "pending": isContinued ? [] : pending, "hasPending": !pending.isEmpty && !isContinued,
        "isEmpty": shown.isEmpty && pending.isEmpty && status == nil && search == nil,
        "isNobody": shown.isEmpty && pending.isEmpty && (status != nil || search != nil),
        "showsNumbers": open.readsCardNumbers, "mayInvite": open.may(.post, "/invitations/resend"),
        "mayReset": open.may(.post, "/people/{user}/reset"), "mayUpload": open.may(.put, "/auto-sync"),
        "isContinued": isContinued, "expired": expired == 0 ? nil : text.count("people.resend-expired", expired),
        "askExpired": text.count("people.ask-resend-expired", expired),
        "release": unreleased == 0 ? nil : text.count("people.release-all", unreleased),
        "releaseSaid": text.count("people.not-invited-said", unreleased),
        "askRelease": text.count("people.ask-release", unreleased),
        "toRelease": found.toRelease.map { ["name": $0.name, "email": $0.email] as View },
        "more": unreleased > found.toRelease.count
          ? text("people.and-more", ["n": NumberText.grouped(unreleased - found.toRelease.count)]) : nil,
        "next": next.map { next in
          open.path + PathText.query(["q": search, "status": status?.rawValue, "cursor": next])
        },
      ])
  }

  private func filters(_ found: People, _ chosen: StoredPerson.Status?, _ search: String?) -> [View] {
    let all = found.counts.filter { $0.key != .deletionPending }.reduce(0) { $0 + $1.value }
    let first: View = [
      "title": console.text("people.all"), "count": NumberText.grouped(all),
      "path": found.open.path + PathText.query(["q": search]), "current": chosen == nil,
    ]
    return [first]
      + StoredPerson.Status.allCases.compactMap { status -> View? in
        let count = found.counts[status] ?? 0
        guard count > 0 || status == chosen else { return nil }
        return [
          "title": ProjectWords.status(status), "count": NumberText.grouped(count),
          "path": found.open.path + PathText.query(["status": status.rawValue, "q": search]),
          "current": status == chosen,
        ]
      }
  }

  private func row(_ person: StoredPerson, _ open: OpenProject) -> View {
    [
      "id": person.user.text, "path": PathText.encoded(person.user.text), "name": person.name, "email": person.email,
      "number": open.readsCardNumbers ? person.id : nil, "isLinked": person.isLinked,
      "phone": ProjectWords.phone(person, open.visit.times), "canReset": person.status != .reset,
      "askReset": console.text("people.ask-reset", ["name": person.name]),
    ]
  }

  private func former(_ people: [FormerPerson], _ search: String?, _ times: TimeText) -> [View] {
    let wanted = search?.lowercased()
    return people.filter { person in
      wanted.map { person.name.lowercased().contains($0) || person.email.lowercased().contains($0) } ?? true
    }.map { person in
      [
        "path": PathText.encoded(person.user.text), "name": person.name, "email": person.email,
        "at": times.view(person.deletedAt),
      ]
    }
  }
}
