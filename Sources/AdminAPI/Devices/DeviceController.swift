import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Devices themselves: their list, names and groups, registering and removing.
struct DeviceController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("devices")
      .get(use: list).post("register-all-waiting", use: registerAll)
      .get(":id", use: show).patch(":id", use: change).delete(":id", use: remove)
      .post(":id/register", use: register).post(":id/retry", use: retry)
  }

  private enum State: String, CaseIterable {
    case waiting
    case registered
  }

  private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (limit, after) = (try request.limit(), try request.query("cursor", as: UInt32.self) ?? 0)
    let registered = try request.query("state", oneOf: State.self).map { $0 == .registered }
    let cursors = engine.liveCursors
    let (devices, head, mode) = try await engine.store.read { store in
      (
        try store.devices(registered: registered, after: after, limit: limit + 1, cursors: cursors), try store.head(),
        try store.mode()
      )
    }
    let page = Page(devices, limit: limit, cursor: { "\($0.id)" }) {
      DeviceResource($0, head: head, mode: mode, engine)
    }
    return try Answer.json(page)
  }

  private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
    try Answer.json(try await engine.deviceResource(context.device()))
  }

  private func change(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, confirm) = (try context.device(), request.query("confirm"))
    let body = try await request.body(as: DeviceBody.self)
    try await engine.commit { store in
      let named = store.reading.accessGroup(named:)
      let groups = try body.accessGroups.given(cleared: []).map { try $0.map(named) }
      let enrolment = try body.enrolmentGroup.given(orClear: { nil }, { $0 }).map { try $0.map(named) }
      try store.changeDevice(
        id, name: body.name.given(cleared: ""), place: body.place.given(cleared: ""), accessGroups: groups,
        enrolmentGroup: enrolment, confirm: confirm)
    }
    return try Answer.json(try await engine.deviceResource(id))
  }

  private func register(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id = try context.device()
    let body = try await request.body(as: RegistrationBody.self)
    try await engine.register(
      id, checkCode: body.checkCode, content: try Self.content(body.content), replacement: body.replacement ?? false)
    return try Answer.json(try await engine.deviceResource(id))
  }

  private func registerAll(_ request: Request, _ context: AdminContext) async throws -> Response {
    let content = try Self.content(try await request.body(as: RegisterAllBody.self).content)
    let waiting = try await engine.store.read { try $0.devices(registered: false, limit: .max) }
    for device in waiting { try await engine.register(device.id, content: content) }
    return try Answer.json(RegisteredDevices(registered: waiting.map(\.id.number)))
  }

  private static func content(_ text: String?) throws -> ContentChoice? {
    guard let text else { return nil }
    guard let choice = ContentChoice(rawValue: text), choice != .resume else {
      throw RequestError.parameter("content", "take-over or replace")
    }
    return choice
  }

  private func retry(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, now) = (try context.device(), engine.now())
    try await engine.commit { try $0.retry(id, at: now) }
    return try Answer.json(try await engine.deviceResource(id))
  }

  private func remove(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, now) = (try context.device(), engine.now())
    if try request.query("empty", as: Bool.self, expected: "true or false") ?? false {
      try await engine.emptyDevice(id)
    }
    try await engine.commit { try $0.removeDevice(id, at: now) }
    engine.disconnect(id)
    return Answer.nothing
  }
}
