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
    let (limit, after) = (try request.limit(), try request.cursor(as: UInt32.self) ?? 0)
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
    let device = try await engine.deviceResource(context.device())
    return try Answer.json(device, version: device.version)
  }

  private func change(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, confirm, version) = (try context.device(), request.query("confirm"), try request.version())
    let body = try await request.body(as: DeviceBody.self)
    try await engine.change(context, "device.change", "device \(id)") { store, note in
      note.before = AuditedDevice(try store.reading.device(id))
      let named = store.reading.accessGroup(named:)
      let groups = try body.accessGroups.given(cleared: []).map { try $0.map(named) }
      let enrolment = try body.enrolmentGroup.given(orClear: { nil }, { $0 }).map { try $0.map(named) }
      try store.changeDevice(
        id, name: body.name.given(cleared: ""), place: body.place.given(cleared: ""), accessGroups: groups,
        enrolmentGroup: enrolment, version: version, confirm: confirm)
      note.after = AuditedDevice(try store.reading.device(id))
    }
    let device = try await engine.deviceResource(id)
    return try Answer.json(device, version: device.version)
  }

  private func register(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id = try context.device()
    let body = try await request.body(as: RegistrationBody.self)
    try await engine.register(
      id, checkCode: body.checkCode, content: try Self.content(body.content), replacement: body.replacement ?? false,
      audit: try Self.entry(id, body, context, at: engine.now()))
    return try Answer.json(try await engine.deviceResource(id))
  }

  private func registerAll(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: RegisterAllBody.self)
    let content = try Self.content(body.content)
    let waiting = try await engine.store.read { try $0.devices(registered: false, limit: .max) }
    var registered: [UInt32] = []
    for device in waiting {
      do {
        let entry = try Self.entry(device.id, body, context, at: engine.now())
        try await engine.register(device.id, content: content, audit: entry)
        registered.append(device.id.number)
      } catch is StoreError {
        // It was removed or replaced meanwhile, which is no fault of the others.
      }
    }
    return try Answer.json(RegisteredDevices(registered: registered))
  }

  private static func entry(
    _ device: DeviceID, _ body: some Encodable, _ context: AdminContext, at now: Int64
  ) throws -> AuditEntry {
    let after = try AuditNote(object: "", after: body).texts().after
    return AuditEntry(
      at: now, actor: context.actor, action: "device.register", object: "device \(device)", after: after)
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
    try await engine.change(context, "device.retry", "device \(id)") { store, _ in try store.retry(id, at: now) }
    return try Answer.json(try await engine.deviceResource(id))
  }

  private func remove(_ request: Request, _ context: AdminContext) async throws -> Response {
    let id = try context.device()
    let empties = try request.query("empty", as: Bool.self, expected: "true or false") ?? false
    guard empties else { return try await remove(id, context) }
    var response: Response
    do {
      // Nobody is there to hear of it any more: then the device stays.
      try await request.body.consumeWithCancellationOnInboundClose { _ in
        try await engine.emptyDevice(id, for: context)
      }
      response = try await remove(id, context)
    } catch let error as StoreError {
      response = try Answer.problem(Problem(error))
    }
    // Whoever watches for the client's leaving ends the connection; the client is not to use it again.
    response.headers[.connection] = "close"
    return response
  }

  private func remove(_ id: DeviceID, _ context: AdminContext) async throws -> Response {
    let now = engine.now()
    try await engine.change(context, "device.remove", "device \(id)") { store, note in
      note.before = AuditedDevice(try store.reading.device(id))
      try store.removeDevice(id, at: now)
    }
    engine.disconnect(id)
    return Answer.nothing
  }
}
