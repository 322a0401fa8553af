import AdminModel
import Hummingbird
import LockstepServer
import LockstepStore

/// Who is told of what by e-mail.
struct NotificationController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("notifications").get(use: list).put(":kind", use: set)
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let kinds = try await engine.store.read { try $0.notifications() }
    return try Answer.json(Page(items: kinds.map(NotificationResource.init)))
  }

  private func set(_ request: Request, _ context: AdminContext) async throws -> Response {
    let name = context.parameters.get("kind") ?? ""
    guard let kind = NotificationKind(rawValue: name) else { throw StoreError.unknown("notification \(name)") }
    let body = try await request.body(as: NotificationBody.self)
    guard body.minutes == nil || kind.initialMinutes != nil else {
      throw RequestError.parameter("minutes", "none: this is told at once")
    }
    let resource = try await engine.change(context, "notification.change", aside: true) { store, note in
      let before = NotificationResource(try store.reading.notification(kind))
      try store.set(
        StoredNotification(
          kind: kind, isOn: body.on, minutes: body.minutes ?? before.minutes, recipients: body.recipients))
      let after = NotificationResource(try store.reading.notification(kind))
      note = AuditNote(object: "notification \(kind.rawValue)", before: before, after: after)
      return after
    }
    return try Answer.json(resource)
  }
}

extension NotificationResource {
  init(_ stored: StoredNotification) {
    self.init(kind: stored.kind.rawValue, on: stored.isOn, minutes: stored.minutes, recipients: stored.recipients)
  }
}
