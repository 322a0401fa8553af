import AdminModel
import Foundation
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Projects, their settings and their admins.
struct ProjectController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("projects")
      .get(use: list).post(use: add)
      .get(":project", use: show).patch(":project", use: change).delete(":project", use: remove)
      .get(":project/admins", use: admins)
      .put(":project/admins/:id", use: setAdmin).delete(":project/admins/:id", use: removeAdmin)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let now = engine.now()
    let projects = try await engine.store.read { store in
      try store.projects().map { try ProjectResource($0, store, at: now) }
    }
    return try Answer.json(Page(items: projects))
  }

  private func add(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: ProjectBody.self)
    let (now, administrator) = (engine.now(), context.principal?.administrator)
    let project = try await engine.change(context, "project.add", aside: true) { store, note in
      let project = try store.addProject(ProjectSettings(name: body.name), shortName: body.shortName, at: now)
      // Who makes it is its first admin.
      if let administrator {
        _ = try store.setAdmin(administrator, ofProject: project.id, isOfficialContact: false, at: now)
      }
      let resource = try ProjectResource(project, store.reading, at: now)
      (note.object, note.after) = (AdminContext.object(project), resource)
      return resource
    }
    return try Answer.json(project, .created, version: project.version)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    let now = engine.now()
    let project = try await engine.store.read { try ProjectResource(context.project($0), $0, at: now) }
    return try Answer.json(project, version: project.version)
  }

  private func change(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: ProjectChange.self)
    // The server reads that file: whoever may only run doors must not choose it.
    if !body.watchedPath.isAbsent, context.principal?.role != .administrator {
      throw RequestError.forbidden(.administrator)
    }
    let (version, confirm, now) = (try request.version(), request.query("confirm"), engine.now())
    let resource = try await engine.change(context, "project.change") { store, note in
      let project = try context.project(store.reading)
      let before = try ProjectResource(project, store.reading, at: now)
      let changed = try store.changeProject(
        project.id, version: version, confirm: confirm, source: context.source, at: now
      ) { settings in
        try body.apply(to: &settings) { try store.reading.accessGroup(named: $0) }
      }
      let after = try ProjectResource(changed, store.reading, at: now)
      note = AuditNote(object: AdminContext.object(project), before: before, after: after)
      return after
    }
    return try Answer.json(resource, version: resource.version)
  }

  private func remove(_ request: Request, _ context: AdminContext) async throws -> Response {
    let now = engine.now()
    try await engine.change(context, "project.remove", aside: true) { store, note in
      let project = try context.project(store.reading)
      note = AuditNote(
        object: AdminContext.object(project), before: try ProjectResource(project, store.reading, at: now))
      try store.removeProject(project.id)
    }
    return Answer.nothing
  }

  // MARK: Admins

  private func admins(_ request: Request, _ context: AdminContext) async throws -> Response {
    let admins = try await engine.store.read { try $0.admins(ofProject: context.project($0).id) }
    return try Answer.json(Page(items: admins.map { ProjectAdminResource($0) }))
  }

  private func setAdmin(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, now): (Int64, Int64) = (try context.number(), engine.now())
    let body = try await request.body(as: ProjectAdminBody.self)
    let admin = try await engine.change(context, "project.admin.set", aside: true) { store, note in
      let project = try context.project(store.reading)
      let before = try store.reading.admins(ofProject: project.id).first { $0.administrator == id }
      let admin = try store.setAdmin(id, ofProject: project.id, isOfficialContact: body.officialContact, at: now)
      let resource = ProjectAdminResource(admin)
      note = AuditNote(
        object: AdminContext.object(project), before: before.map { ProjectAdminResource($0) }, after: resource)
      return resource
    }
    return try Answer.json(admin)
  }

  private func removeAdmin(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    try await engine.change(context, "project.admin.remove", aside: true) { store, note in
      let project = try context.project(store.reading)
      let before = try store.reading.admins(ofProject: project.id).first { $0.administrator == id }
      note = AuditNote(object: AdminContext.object(project), before: before.map { ProjectAdminResource($0) })
      try store.removeAdmin(id, ofProject: project.id)
    }
    return Answer.nothing
  }
}
