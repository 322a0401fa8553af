import AdminModel
import Foundation
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Upload keys, and what a machine needs to use one on a schedule (AUTO-10).
struct ProjectKeyController {
  let engine: Engine
  let address: ServedAddress

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("projects/:project")
      .get("keys", use: list).post("keys", use: add).delete("keys/:id", use: remove)
      .post("task-config", use: taskConfig)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let keys = try await engine.store.read { try $0.keys(ofProject: context.project($0).id) }
    return try Answer.json(Page(items: keys.map { ProjectKeyResource($0) }))
  }

  private func add(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: ProjectKeyBody.self)
    let secret = Secret()
    let (_, key) = try await addKey(context, secret) { _ in body.name }
    var response = try Answer.json(ProjectKeyResource(key, key: secret.text), .created)
    response.headers[.cacheControl] = "no-store"
    return response
  }

  private func addKey(
    _ context: AdminContext, _ secret: Secret, named name: @escaping @Sendable ([ProjectKey]) -> String
  ) async throws -> (StoredProject, ProjectKey) {
    let (now, actor) = (engine.now(), context.actor)
    return try await engine.change(context, "project.key.add", aside: true) { store, note in
      let project = try context.project(store.reading)
      let key = try store.addKey(
        named: name(store.reading.keys(ofProject: project.id)), toProject: project.id, digest: secret.digest,
        by: actor.name, at: now)
      note = AuditNote(object: AdminContext.object(project), after: ProjectKeyResource(key))
      return (project, key)
    }
  }

  private func remove(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id: Int64 = try context.number()
    try await engine.change(context, "project.key.remove", aside: true) { store, note in
      let project = try context.project(store.reading)
      let key = ProjectKeyResource(try store.reading.key(id, ofProject: project.id))
      note = AuditNote(object: AdminContext.object(project), before: key)
      try store.removeKey(id, ofProject: project.id)
    }
    return Answer.nothing
  }

  /// Each download has a key of its own, which can be revoked without stopping the others.
  private func taskConfig(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: TaskConfigBody.self)
    guard let kind = TaskConfigKind(rawValue: body.kind) else {
      throw RequestError.parameter("kind", TaskConfigKind.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let secret = Secret()
    let day = Date().formatted(.iso8601.year().month().day())
    let (project, key) = try await addKey(context, secret) { keys in
      let base = "task config \(kind.rawValue) \(day)"
      let taken = Set(keys.map { $0.name.lowercased() })
      return ([base] + (2...101).map { "\(base) (\($0))" }).first { !taken.contains($0.lowercased()) } ?? base
    }
    let config = try TaskConfig(
      project: project.shortName,
      url: "\(address.base(of: request, context))/api/v1/projects/\(project.shortName)/auto-sync", key: secret.text,
      interval: .seconds(project.settings.interval))
    var response = try Answer.json(TaskConfigResource(key: key.name, files: kind.files(of: config)), .created)
    response.headers[.cacheControl] = "no-store"
    return response
  }
}

enum TaskConfigKind: String, CaseIterable {
  case windows
  case systemd
  case cron

  func files(of config: TaskConfig) -> [TaskConfigFile] {
    func file(_ ending: String, _ text: String, isSecret: Bool = false) -> TaskConfigFile {
      TaskConfigFile(
        name: "\(config.name).\(ending)", content: Data(text.utf8).base64EncodedString(), secret: isSecret)
    }
    switch self {
    case .windows:
      return [
        TaskConfigFile(
          name: "\(config.name).xml", content: Data(config.windowsXML).base64EncodedString(), secret: true)
      ]
    case .systemd:
      return [
        file("service", config.systemdService), file("timer", config.systemdTimer), file("sh", config.shellScript),
        file("header", config.header, isSecret: true),
      ]
    case .cron:
      return [
        file("crontab", config.crontab), file("sh", config.shellScript), file("header", config.header, isSecret: true),
      ]
    }
  }
}
