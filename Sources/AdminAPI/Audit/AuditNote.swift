import AdminModel
import Foundation
import LockstepServer
import LockstepStore

/// What a change tells the audit log: to what it was done, and how that was before and after.
struct AuditNote {
  var object: String
  var before: (any Encodable)?
  var after: (any Encodable)?

  /// Values that are sealed wherever they are kept (SEC-5), so that here only their presence is told.
  private static let sealed: Set<String> = ["cards", "phone", "token", "url", "password"]
  /// They differ with every change and say nothing.
  private static let noise: Set<String> = ["version", "revision", "changedAt", "head", "cursor", "lastSeen"]

  /// Both sides as JSON: of a change only the fields that it changed.
  func texts() throws -> (before: String?, after: String?) {
    var (before, after) = (try Self.fields(before), try Self.fields(after))
    if let earlier = before, let later = after {
      before = earlier.filter { !Self.areEqual(later[$0.key], $0.value) }
      after = later.filter { !Self.areEqual(earlier[$0.key], $0.value) }
    }
    return (try Self.text(before), try Self.text(after))
  }

  func entry(_ action: String, by actor: Actor, at now: Int64) throws -> AuditEntry {
    let (before, after) = try texts()
    return AuditEntry(at: now, actor: actor, action: action, object: object, before: before, after: after)
  }

  private static func fields(_ value: (any Encodable)?) throws -> [String: Any]? {
    guard let value else { return nil }
    let object = try JSONSerialization.jsonObject(with: AdminJSON.encoder.encode(value), options: .fragmentsAllowed)
    return (object as? [String: Any] ?? ["value": object]).filter { !noise.contains($0.key) }
  }

  private static func areEqual(_ one: Any?, _ other: Any) -> Bool {
    guard let one = one as? NSObject, let other = other as? NSObject else { return false }
    return one.isEqual(other)
  }

  private static func text(_ fields: [String: Any]?) throws -> String? {
    guard let fields else { return nil }
    var shown = fields
    for name in sealed {
      switch fields[name] {
      case let list as [Any]: shown[name] = list.count
      case let text as String where !text.isEmpty: shown[name] = "…"
      default: break
      }
    }
    let data = try JSONSerialization.data(withJSONObject: shown, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  }
}

extension Engine {
  /// One durable transaction of somebody, with its line in the audit log; devices look for work after it.
  ///
  /// - Parameters:
  ///   - action: a word for what is done, e.g. `user.change`.
  ///   - object: what it is done to, unless the job says it.
  ///   - aside: nothing that devices hold can change by it, so that none is woken.
  func change<Value: Sendable>(
    _ context: AdminContext, _ action: String, _ object: String = "", aside: Bool = false,
    _ job: @escaping @Sendable (WriteTransaction, inout AuditNote) throws -> Value
  ) async throws -> Value {
    let (actor, now) = (context.actor, now())
    let audited: @Sendable (WriteTransaction) throws -> Value = { store in
      var note = AuditNote(object: object)
      let value = try job(store, &note)
      try store.audit(note.entry(action, by: actor, at: now))
      return value
    }
    return aside ? try await commitAside(audited) : try await commit(audited)
  }
}
