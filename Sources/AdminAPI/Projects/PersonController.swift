import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// The people of a project, their invitations and phones (AUTO-12).
struct PersonController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("projects/:project")
      .get("people", use: list).post("people/:user/reset", use: reset)
      .post("invitations/release", use: release).post("invitations/resend", use: resend)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (limit, now) = (try request.limit(), engine.now())
    let status = try request.query("status", oneOf: StoredPerson.Status.self)
    let (search, after) = (request.query("q"), request.query("cursor") ?? "")
    if !after.isEmpty, (try? UserID(after)) == nil {
      throw RequestError.parameter("cursor", "the `next` of the page before")
    }
    let page = try await engine.store.read { store in
      let project = try context.project(store)
      guard status != .deletionPending else {
        return Page(items: try store.deletionsPending(ofProject: project.id).map { PersonResource($0) }, next: nil)
      }
      let query = PeopleQuery(project: project.id, status: status, search: search, after: after, limit: limit + 1)
      return Page(try store.people(query, at: now), limit: limit, cursor: \.user.text) {
        PersonResource($0, withNumber: context.readsCardNumbers)
      }
    }
    return try Answer.json(page)
  }

  private func reset(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (user, now) = (try context.user("user"), engine.now())
    let person = try await engine.change(context, "person.reset", "user \(user)") { store, note in
      let project = try context.project(store.reading)
      guard let before = try store.reading.person(user, at: now), before.project == project.id else {
        throw StoreError.unknown("person \(user) of project \(project.name)")
      }
      try store.resetPhone(of: user, isByPerson: false, source: context.source, at: now)
      note.before = PersonResource(before, withNumber: false)
      guard let after = try store.reading.person(user, at: now) else { throw StoreError.unknown("person \(user)") }
      note.after = PersonResource(after, withNumber: false)
      return PersonResource(after, withNumber: context.readsCardNumbers)
    }
    return try Answer.json(person)
  }

  private func release(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: InvitationBody.self)
    let (users, now) = (try body.users?.map { try UserID($0) }, engine.now())
    let count = try await engine.change(context, "invitations.release") { store, note in
      let project = try context.project(store.reading)
      let count = try store.releaseInvitations(ofProject: project.id, users: users, at: now)
      note = AuditNote(object: AdminContext.object(project), after: CountResource(count: count))
      return count
    }
    return try Answer.json(CountResource(count: count))
  }

  private func resend(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: ResendBody.self)
    guard (body.users == nil) != (body.status == nil) else {
      throw RequestError.parameter("users", "users or status, and not both")
    }
    guard body.status ?? "invitation-expired" == "invitation-expired" else {
      throw RequestError.parameter("status", "invitation-expired")
    }
    let (users, now) = (try body.users?.map { try UserID($0) }, engine.now())
    let count = try await engine.change(context, "invitations.resend") { store, note in
      let project = try context.project(store.reading)
      let expired = PeopleQuery(project: project.id, status: .invitationExpired, limit: .max)
      let chosen = try users ?? store.reading.people(expired, at: now).map(\.user)
      for user in chosen {
        try store.resendInvitation(of: user, project: project.id, source: context.source, at: now)
      }
      note = AuditNote(object: AdminContext.object(project), after: CountResource(count: chosen.count))
      return chosen.count
    }
    return try Answer.json(CountResource(count: count))
  }
}

extension PersonResource {
  init(_ person: StoredPerson, withNumber: Bool) {
    self.init(
      user: person.user.text, firstName: person.firstName, lastName: person.lastName, email: person.email,
      number: withNumber ? person.id : "", status: person.status.rawValue, linked: person.isLinked,
      since: Moment.milliseconds(person.since), invitedAt: Moment.milliseconds(person.invitedAt),
      expiresAt: Moment.milliseconds(person.expiresAt), activatedAt: Moment.milliseconds(person.activatedAt),
      resetAt: Moment.milliseconds(person.resetAt))
  }

  init(_ person: FormerPerson) {
    self.init(
      user: person.user.text, firstName: "", lastName: person.name, email: person.email, number: "",
      status: StoredPerson.Status.deletionPending.rawValue, linked: false,
      since: Moment.milliseconds(person.deletedAt))
  }
}
