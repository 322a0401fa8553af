import AdminModel
import Hummingbird
import LockstepCore
import LockstepServer
import LockstepStore

/// Many users at once, each with its own result: what one refuses does not hold up the others.
struct UserBulkController {
  static let most = 1000
  /// A thousand users with their cards; with templates and photos fewer fit.
  static let largestBody = 32 << 20

  let engine: Engine

  func addRoutes(to api: RouterGroup<AdminContext>) { api.post("users/bulk", use: change) }

  private func change(_ request: Request, _ context: AdminContext) async throws -> Response {
    let body = try await request.body(as: BulkBody.self, upTo: Self.largestBody)
    guard (1...Self.most).contains(body.users.count) else {
      throw RequestError.parameter("users", "1 to \(Self.most) users")
    }
    let now = engine.now()
    let resource = try await engine.change(context, "user.bulk", "users") { store, note in
      let names = try store.reading.accessGroupNames()
      var results: [BulkResult] = []
      try store.changeMany(confirm: body.confirm) {
        for user in body.users { results.append(try Self.one(user.body, store, names, context, at: now)) }
      }
      let resource = BulkResource(results: results)
      note.after = [
        "added": resource.added, "changed": resource.changed, "unchanged": resource.unchanged,
        "refused": resource.refused,
      ]
      return resource
    }
    return try Answer.json(resource)
  }

  private static func one(
    _ body: UserBody, _ store: WriteTransaction, _ names: [AccessGroupID: String], _ context: AdminContext,
    at now: Int64
  ) throws -> BulkResult {
    var result = BulkResult(id: body.id.value, outcome: "refused")
    let failure = try store.attempt {
      let id = try body.id.value.map { try UserID($0) }
      let before = try id.flatMap { try store.reading.user($0) }
      let after =
        try before.map { try change($0, body, store, context, at: now) } ?? add(id, body, store, context, at: now)
      result = BulkResult(
        id: after.record.id.text,
        outcome: before == nil ? "added" : before == after ? "unchanged" : "changed")
      guard before != after else { return }
      let note = AuditNote(
        object: "user \(after.record.id)", before: before.map { UserResource($0, groups: names) },
        after: UserResource(after, groups: names))
      try store.audit(note.entry(before == nil ? "user.add" : "user.change", by: context.actor, at: now))
    }
    if let failure {
      result.outcome = "refused"
      result.problem = Problem(failure)
    }
    return result
  }

  private static func change(
    _ user: ServerUser, _ body: UserBody, _ store: WriteTransaction, _ context: AdminContext, at now: Int64
  ) throws -> ServerUser {
    try store.changeUser(user.record.id, source: context.source, at: now) { user in
      try body.apply(to: &user, groups: store.reading.accessGroup(named:))
    }
  }

  private static func add(
    _ id: UserID?, _ body: UserBody, _ store: WriteTransaction, _ context: AdminContext, at now: Int64
  ) throws -> ServerUser {
    let id = try id ?? store.nextUserID()
    var user = ServerUser(
      record: UserRecord(id: id), incarnation: 0, revision: 0, version: 0, createdAt: now, changedAt: now)
    try body.apply(to: &user, groups: store.reading.accessGroup(named:))
    return try store.addUser(
      user.record, details: user.details, isProtected: user.isProtected, source: context.source, at: now)
  }
}
