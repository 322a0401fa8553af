import AdminModel
import Foundation
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Files that come, what they did, and what of them waits for an operator (AUTO-5 to AUTO-9).
struct RunController {
  let engine: Engine
  let autoSync: AutoSync

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("projects/:project")
      .put("auto-sync", use: upload)
      .get("runs", use: list).get("runs/:id", use: show).get("runs/:id/rows", use: rows)
      .get("runs/:id/export", use: export)
      .get("held", use: held).post("held/:id", use: choose)
      .post("runs/:id/approve", use: approve).post("runs/:id/reject", use: reject)
  }

  private func upload(_ request: Request, _ context: AdminContext) async throws -> Response {
    let isDryRun = try request.query("dry-run", as: Bool.self, expected: "true or false") ?? false
    let name = try Self.fileName(of: request)
    let project = try await engine.store.read { try context.project($0) }
    if let key = context.principal?.uploadsTo, key != project.id { throw RequestError.unauthorized }
    // What cannot be taken is refused before it is sent.
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > AutoSync.largestFile {
      throw AutoSyncError.tooLarge(limit: AutoSync.largestFile)
    }
    if !isDryRun { try autoSync.refuseIfSwitchedOff(project) }
    let file = try autoSync.spool(for: project)
    for try await piece in request.body { try file.append(piece.readableBytesView) }
    // The file may have taken its time: a key that was revoked meanwhile changes nothing any more.
    guard try await context.principalNow() != nil else { throw RequestError.unauthorized }
    let report = try await autoSync.run(
      file, project: project.id, way: Self.way(of: context), actor: context.actor, name: name,
      isDryRun: isDryRun)
    let result = RunResult(report, to: context)
    switch report.outcome {
    case .done, .noChange: return try Answer.json(result)
    case .held: return try Answer.json(result, .accepted)
    case .refused: return try Answer.json(result, .unprocessableContent)
    }
  }

  /// What is told of the file in mails and history.
  private static func fileName(of request: Request) throws -> String {
    do {
      return try Text.trimmed(String((request.query("file") ?? "").prefix(200)), field: "file")
    } catch {
      throw RequestError.parameter(error.field, error.limit)
    }
  }

  private static func way(of context: AdminContext) -> RunWay {
    switch context.actor.way {
    case .commandLine: .commandLine
    case .console: .console
    case .token, .none, .server: .upload
    }
  }

  // MARK: History

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (limit, before) = (try request.limit(), try request.query("cursor", as: Int64.self) ?? .max)
    let runs = try await engine.store.read {
      try $0.runs(ofProject: context.project($0).id, before: before, limit: limit + 1)
    }
    return try Answer.json(Page(runs, limit: limit, cursor: { "\($0.id)" }) { RunResource($0) })
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    return try Answer.json(
      RunResource(try await engine.store.read { try $0.run(id, ofProject: context.project($0).id) }))
  }

  private func rows(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, limit): (Int64, Int) = (try context.number(), try request.limit())
    let after = try request.query("cursor", as: Int.self) ?? 0
    guard after >= 0 else { throw RequestError.parameter("cursor", "the `next` of the page before") }
    return try Answer.json(try await rows(id, context, after: after, limit: limit))
  }

  private func rows(
    _ id: Int64, _ context: AdminContext, after: Int, limit: Int
  ) async throws -> Page<RunRowResource> {
    let rows = try await engine.store.read { store in
      try store.runRows(store.run(id, ofProject: context.project(store).id).id, after: after, limit: limit + 1)
    }
    return Page(
      items: rows.prefix(limit).map { RunRowResource($0, withValues: context.readsCardNumbers) },
      next: rows.count > limit ? "\(after + limit)" : nil)
  }

  private func export(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    let format = try request.query("format", oneOf: ExportFormat.self) ?? .csv
    let project = try await engine.store.read { store in
      let project = try context.project(store)
      _ = try store.run(id, ofProject: project.id)
      return project
    }
    let export = Export<RunRowResource>(
      name: "lockstep-\(project.shortName)-run-\(id)", server: engine.store.server.bytes.hexadecimal, at: Date(),
      columns: [
        ("Line", { $0.line == 0 ? "" : "\($0.line)" }), ("User ID", \.user), ("Name", \.name),
        ("Situation", \.situation), ("Action", \.action), ("Result", \.result), ("Note", \.note),
      ]
    ) { cursor in
      try await rows(id, context, after: cursor.flatMap { Int($0) } ?? 0, limit: 5000)
    }
    return export.response(as: format)
  }

  // MARK: What waits

  private func held(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (limit, after) = (try request.limit(), try request.query("cursor", as: Int64.self) ?? 0)
    let now = engine.now()
    let page = try await engine.store.read { store in
      let items = try store.heldItems(ofProject: context.project(store).id, after: after, limit: limit + 1)
      return try Page(items, limit: limit, cursor: { "\($0.id)" }) { item in
        try HeldResource(item, store, withNumber: context.readsCardNumbers, at: now)
      }
    }
    return try Answer.json(page)
  }

  private func approve(_ request: Request, _ context: AdminContext) async throws -> Response {
    try await decide(request, context, "auto-sync.approve") { store, set, run, project, actor, now in
      try store.approve(set, ofRun: run, project: project, by: actor, at: now)
    }
  }

  private func reject(_ request: Request, _ context: AdminContext) async throws -> Response {
    try await decide(request, context, "auto-sync.reject") { store, set, run, project, actor, now in
      try store.reject(set, ofRun: run, project: project, by: actor, at: now)
    }
  }

  private func decide(
    _ request: Request, _ context: AdminContext, _ action: String,
    _ body: @escaping @Sendable (WriteTransaction, [UInt8], Int64, Int64, String, Int64) throws -> StoredRun
  ) async throws -> Response {
    let id: Int64 = try context.number()
    let text = try await request.body(as: HeldSetBody.self).set
    guard let set = [UInt8](hexadecimal: text) else { throw RequestError.parameter("set", "the `heldSet` of the run") }
    let (now, actor) = (engine.now(), context.actor.name)
    let run = try await engine.change(context, action) { store, note in
      let project = try context.project(store.reading)
      let run = RunResource(try body(store, set, id, project.id, actor, now))
      note = AuditNote(object: AdminContext.object(project), after: run)
      return run
    }
    return try Answer.json(run)
  }

  private func choose(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    let body = try await request.body(as: PersonChoiceBody.self)
    guard let choice = PersonChoice(rawValue: body.choice) else {
      throw RequestError.parameter("choice", "same-person or other-person")
    }
    let (now, actor) = (engine.now(), context.actor.name)
    try await engine.change(context, "auto-sync.choose") { store, note in
      let project = try context.project(store.reading)
      try store.choose(choice, forItem: id, project: project.id, by: actor, at: now)
      note = AuditNote(object: AdminContext.object(project), after: body)
    }
    return Answer.nothing
  }
}
