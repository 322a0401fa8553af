import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// What devices hold: the choice for one on hold, compare, upload.
struct DeviceContentController {
  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) {
    api.group("devices")
      .post(":id/content", use: choose).get(":id/compare", use: compare).post(":id/upload", use: upload)
  }

  private func choose(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, now) = (try context.device(), engine.now())
    let body = try await request.body(as: ContentBody.self)
    guard let choice = ContentChoice(rawValue: body.choice) else {
      throw RequestError.parameter("choice", ContentChoice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    try await engine.change(context, "device.content", "device \(id)") { store, note in
      note.after = choice.rawValue
      try store.choose(choice, for: id, at: now)
    }
    return try Answer.json(try await engine.deviceResource(id))
  }

  private func compare(_ request: Request, _ context: AdminContext) async throws -> Response {
    let isDeep = try request.query("deep", as: Bool.self, expected: "true or false") ?? false
    return try Answer.json(ComparisonResource(try await engine.compareKnown(context.device(), isDeep: isDeep)))
  }

  private func upload(_ request: Request, _ context: AdminContext) async throws -> Response {
    let (id, now) = (try context.device(), engine.now())
    let body = try await request.body(as: UploadBody.self)
    let users: [UserID]
    if let named = body.users {
      users = try named.map { try UserID($0) }
    } else {
      users = try await engine.compareKnown(id).users.filter { Self.isUploaded($0.finding) }.map(\.user)
    }
    try await engine.change(context, "device.upload", "device \(id)") { [users] store, note in
      note.after = ["users": users.map(\.text)]
      try store.requestPulls(of: users, on: id, at: now)
    }
    return try Answer.json(UploadResource(requested: users.count))
  }

  /// What was made or changed at the device.
  private static func isUploaded(_ finding: Comparison.Finding) -> Bool {
    switch finding {
    case .new, .edited, .editedOutOfScope: true
    case .same, .stale, .ahead, .altered, .deleted, .outOfScope, .foreign, .missing: false
    }
  }
}

extension Engine {
  /// - Throws: ``StoreError/unknown(_:)`` for a device that there is not, before asking whether it is connected.
  fileprivate func compareKnown(_ device: DeviceID, isDeep: Bool = false) async throws -> Compared {
    let known = try await store.read { try $0.device(device) }
    return try await compare(known.id, isDeep: isDeep)
  }
}
