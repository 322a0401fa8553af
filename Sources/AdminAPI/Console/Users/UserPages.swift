import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

struct UserPages {
  private static let most = 50

  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("users", use: list).get("users/:id", use: show)
      // An ID may be any word, so that these are no parts of `users/`.
      .get("new-user", use: new).get("import-users", use: bringIn)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "users")
    let (wanted, group) = (request.search("q"), request.search("accessGroup"))
    let after = try UserCursor.checked(request.search("cursor"), matching: wanted)
    let now = console.engine.now()
    let (users, people, total, names, devices) = try await console.engine.store.read { store in
      let id = try group.map { try store.accessGroup(named: $0) }
      let users = try store.users(
        matching: wanted, byCardNumber: context.readsCardNumbers, in: id, after: after, limit: Self.most + 1)
      let people = try users.reduce(into: [UserID: StoredPerson]()) {
        $0[$1.record.id] = try store.person($1.record.id, at: now)
      }
      return (users, people, try store.userCount(), try store.accessGroupNames(), try store.deviceNames())
    }
    let groups = names.values.sorted()
    let shown = users.prefix(Self.most)
    let words = UserWords(visit: visit)
    let text = console.text
    let next = users.count > Self.most ? shown.last.map { ReadTransaction.cursor(of: $0, matching: wanted) } : nil
    return console.page(
      "users", visit,
      [
        "rows": shown.map { words.row($0, names, people[$0.record.id]) }, "hasRows": !shown.isEmpty,
        "hasPhones": !people.isEmpty, "isEmpty": total == 0,
        "total": text.count("users.total", total), "q": wanted ?? "", "group": group,
        "isFiltered": wanted != nil || group != nil, "isContinued": !after.isEmpty,
        "groups": View.choices(groups.map { ($0, $0) }, chosen: group ?? ""),
        "devices": devices.keys.sorted().map { ["id": "\($0)", "name": devices[$0] ?? ""] as View },
        "hasDevices": !devices.isEmpty,
        "next": next.map { "/users" + PathText.query(["q": wanted, "accessGroup": group, "cursor": $0]) },
      ])
  }

  private func new(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "users")
    guard visit.mayOperate else { throw RequestError.forbidden(.operator) }
    let groups = try await console.engine.store.read { try $0.accessGroupNames().values.sorted() }
    return console.page(
      "user-new", visit,
      [
        "groupChoices": groups.map { ["name": $0, "chosen": false] as View }, "hasGroups": !groups.isEmpty,
        "cardKinds": UserWords.cardKinds(chosen: "csn"), "zone": visit.zone,
      ])
  }

  private func bringIn(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "users")
    guard visit.mayOperate else { throw RequestError.forbidden(.operator) }
    return console.page("user-import", visit, ["zone": visit.zone])
  }

  // MARK: One user

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "users")
    let id = try context.user()
    let asked = try request.queryDevice()
    let (cursors, now) = (console.engine.liveCursors, console.engine.now())
    let visitor = visit.principal.administrator
    let found = try await console.engine.store.read { store in
      try UserFacts(id, asked: asked, cursors: cursors, visitor: visitor, at: now, store)
    }
    guard let facts = found else { return try await showDeleted(id, visit) }
    let words = UserWords(visit: visit)
    let doors = DoorWords(visit: visit, names: facts.devices)
    let phone = try facts.person.map { Card(kind: .mobile, number: try CardNumber(text: $0.id)) }
    var view = words.view(facts.user, groups: facts.groupNames, owned: phone)
    view["managed"] = managed(facts, visit)
    view["askErase"] = console.text("erasures.ask", ["id": id.text])
    view["groupChoices"] = facts.allGroups.map {
      ["name": $0, "chosen": facts.resource.accessGroups.contains($0)] as View
    }
    view["hasGroups"] = !facts.allGroups.isEmpty
    view["doors"] = doors.summary(facts.presence, user: facts.user, now: now)
    view["asked"] = asked.flatMap { asked in facts.presence.first { $0.device == asked } }
      .map { doors.explanation($0, user: facts.user, heldSince: facts.heldSince) }
    view["doorChoices"] = facts.devices.keys.sorted().map { number -> View in
      ["id": "\(number)", "name": facts.devices[number] ?? "", "chosen": asked?.number == number]
    }
    view["provenance"] = facts.provenance.map { words.provenance($0, facts.devices) }
    view["entries"] = facts.entries.map { AttentionWords(visit: visit).row($0.entry, difference: $0.difference) }
    view["hasEntries"] = !facts.entries.isEmpty
    view["events"] = EventWords(times: visit.times, names: facts.devices).rows(facts.events)
    view["hasEvents"] = !facts.events.isEmpty
    if visit.mayAdminister {
      view["history"] = facts.history.map { AuditWords(visit: visit).row($0) }
      view["hasHistory"] = !facts.history.isEmpty
    }
    let name = facts.user.record.name
    return console.page("user", visit, title: name.isEmpty ? console.text("users.one", ["id": id.text]) : name, view)
  }

  /// Which project owns name, e-mail address and ID (AUTO-4), and where the phone stands.
  private func managed(_ facts: UserFacts, _ visit: Visit) -> View? {
    guard let person = facts.person, let project = facts.project else { return nil }
    let path = "/projects/\(project.shortName)"
    let role = facts.isProjectAdmin ? max(visit.role, .operator) : visit.role
    return [
      "project": project.name, "projectPath": path, "api": "/api/v1\(path)",
      "phone": ProjectWords.phone(person, visit.times), "canReset": person.status != .reset,
      "mayReset": role >= RouteRoles.role(.post, "/api/v1/projects/{project}/people/{user}/reset"),
      "askReset": console.text("people.ask-reset", ["name": person.name]),
      "resendBody": "{\"users\":[\"\(person.user)\"]}",
    ]
  }

  private func showDeleted(_ id: UserID, _ visit: Visit) async throws -> Response {
    let cursors = console.engine.liveCursors
    let (deleted, presence, devices) = try await console.engine.store.read { store in
      let deleted = try store.deletedUser(id)
      let presence = deleted == nil ? [] : (try? store.presence(of: id, cursors: cursors)) ?? []
      return (deleted, presence, try store.deviceNames())
    }
    guard let deleted else { throw StoreError.unknown("user \(id)") }
    let doors = DoorWords(visit: visit, names: devices)
    let open = presence.filter { $0.state != .outOfScope }
    return console.page(
      "user-deleted", visit, title: console.text("users.one", ["id": id.text]),
      [
        "id": id.text, "path": PathText.encoded(id.text), "at": visit.times.view(deleted.deletedAt),
        "canBeRestored": deleted.canBeRestored, "askErase": console.text("erasures.ask", ["id": id.text]),
        "open": open.map { doors.row($0, now: console.engine.now()) }, "hasOpen": !open.isEmpty,
      ])
  }
}
