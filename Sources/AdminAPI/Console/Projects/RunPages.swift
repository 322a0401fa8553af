import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// What files did: history, one run, what waits, and the upload.
struct RunPages {
  private static let most = 100
  private static let mostHeld = 1000

  let console: Console

  func addRoutes(to pages: RouterGroup<AdminContext>) {
    pages.get("projects/:project/runs", use: list).get("projects/:project/runs/:id", use: show)
      .get("projects/:project/held", use: held).get("projects/:project/upload", use: upload)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "projects")
    let (name, before) = (context.parameters.get("project") ?? "", try request.cursor() ?? Int64.max)
    let (open, runs) = try await console.engine.store.read { store in
      let open = try OpenProject(named: name, visit, store)
      return (open, try store.runs(ofProject: open.project.id, before: before, limit: Self.most + 1))
    }
    let shown = runs.prefix(Self.most)
    return console.page(
      "project-runs", visit, title: "\(console.text("runs.history")) – \(open.project.name)",
      [
        "project": open.view(nil), "runs": shown.map { RunWords(open: open).row($0) }, "hasRuns": !shown.isEmpty,
        "next": runs.count > Self.most ? shown.last.map { "\(open.path)/runs?cursor=\($0.id)" } : nil,
      ])
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "projects")
    let (name, id) = (context.parameters.get("project") ?? "", try context.number(as: Int64.self))
    let after = try request.cursor(as: Int.self) ?? 0
    let (open, run, rows, names) = try await console.engine.store.read { store in
      let open = try OpenProject(named: name, visit, store)
      let rows = try store.runRows(id, after: after, limit: Self.most + 1)
      return (open, try store.run(id, ofProject: open.project.id), rows, try Self.names(rows, store))
    }
    let words = RunWords(open: open)
    let path = "\(open.path)/runs/\(id)"
    return console.page(
      "project-run", visit, title: "\(console.text("runs.one", ["id": "\(id)"])) – \(open.project.name)",
      [
        "project": open.view(nil), "run": words.view(run),
        "rows": rows.prefix(Self.most).map { words.person($0, names: names) },
        "hasRows": !rows.isEmpty, "isRefused": run.outcome == .refused, "isContinued": after > 0, "first": path,
        "csv": "/api/v1\(path)/export",
        "next": rows.count > Self.most ? "\(path)?cursor=\(after + Self.most)" : nil,
      ])
  }

  /// As they are now.
  private static func names(_ rows: [RunRow], _ store: ReadTransaction) throws -> [String: String] {
    try rows.filter { $0.name.isEmpty && $0.situation != "error" }.reduce(into: [:]) { names, row in
      names[row.user] = try (try? UserID(row.user)).flatMap { try store.user($0)?.record.name }
    }
  }

  // MARK: What waits

  private func held(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "projects")
    let name = context.parameters.get("project") ?? ""
    let (open, items, names, run) = try await console.engine.store.read { store in
      let open = try OpenProject(named: name, visit, store)
      let items = try store.heldItems(ofProject: open.project.id, limit: Self.mostHeld)
      let names = try items.compactMap(\.item.action.user).reduce(into: [UserID: String]()) {
        $0[$1] = try store.user($1)?.record.name
      }
      return (open, items, names, try items.first.map { try store.run($0.run, ofProject: open.project.id) })
    }
    let text = console.text
    let sets = items.filter { $0.item.hold?.isSet == true }
    let count = open.held.filter(\.key.isSet).reduce(0) { $0 + $1.value }
    return console.page(
      "project-held", visit, title: "\(text("held.title")) – \(open.project.name)",
      [
        "project": open.view(nil), "isEmpty": items.isEmpty, "said": ProjectWords.held(open.held),
        "run": run.map { RunWords(open: open).row($0) },
        "set": sets.isEmpty ? nil : setView(open, sets, run, count: count),
        "setRows": sets.map { row($0, open, names) },
        "persons": items.filter { $0.item.hold == .person }.map { row($0, open, names) },
        "hasPersons": open.held[.person] != nil,
        "conflicts": items.filter { $0.item.hold == .conflict }.map { row($0, open, names) },
        "hasConflicts": open.held[.conflict] != nil,
        "more": open.held.values.reduce(0, +) > items.count ? text("held.more", ["n": "\(Self.mostHeld)"]) : nil,
        "mayDecide": open.may(.post, "/runs/{id}/approve"),
      ])
  }

  /// What one click approves: exactly what is listed, by its set.
  private func setView(_ open: OpenProject, _ items: [HeldItem], _ run: StoredRun?, count: Int) -> View? {
    guard let run, let set = run.heldSet else { return nil }
    let onlyDeletions = open.held.filter { $0.key.isSet && $0.key != .deletions }.isEmpty
    let text = console.text
    return [
      "title": onlyDeletions ? text.count("projects.held.deletions", count) : text.count("held.changes", count),
      "reason": run.reason, "body": "{\"set\":\"\(set.hexadecimal)\"}",
      "approveAPI": "POST /api/v1\(open.path)/runs/\(run.id)/approve",
      "rejectAPI": "POST /api/v1\(open.path)/runs/\(run.id)/reject", "approve": text.count("held.approve", count),
      "askApprove": onlyDeletions
        ? text.count("held.ask-approve-deletions", count) : text.count("held.ask-approve", count),
    ]
  }

  private func row(_ held: HeldItem, _ open: OpenProject, _ names: [UserID: String]) -> View {
    let (item, user) = (held.item, held.item.action.user)
    let rowName = item.row.map { PersonName(first: $0.firstName, last: $0.lastName).text }
    return [
      "id": "\(held.id)", "line": item.row.map { "\($0.line)" }, "name": rowName ?? user.flatMap { names[$0] },
      "email": item.row?.email, "number": open.readsCardNumbers ? item.row?.id : nil, "user": user?.text,
      "userName": user.flatMap { names[$0] }, "userPath": user.map { PathText.encoded($0.text) },
      "situation": item.situation.rawValue, "action": item.action.name,
      "why": console.text("held.why.\(item.hold.map(ProjectWords.key) ?? "deletions")"), "note": item.note,
    ]
  }

  // MARK: Upload

  private func upload(_ request: Request, _ context: AdminContext) async throws -> Response {
    let visit = try await console.visit(context, to: "projects")
    let name = context.parameters.get("project") ?? ""
    let open = try await console.engine.store.read { try OpenProject(named: name, visit, $0) }
    guard open.may(.put, "/auto-sync") else { throw RequestError.forbidden(.operator) }
    return console.page(
      "project-upload", visit, title: "\(console.text("pages.project-upload.title")) – \(open.project.name)",
      ["project": open.view(nil), "notices": open.notices()])
  }
}
