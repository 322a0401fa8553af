import Foundation
import LockstepStore

/// Lines of the audit log: who did what, and what it was before and after.
struct AuditWords {
  let visit: Visit

  func row(_ entry: AuditEntry) -> View {
    [
      "at": visit.times.view(entry.at), "actor": entry.actor.name, "way": entry.actor.way.rawValue,
      "address": entry.actor.address, "action": entry.action, "object": entry.object,
      "isRefused": entry.outcome == .refused, "changes": changes(entry),
    ]
  }

  /// The fields that differ, each with its two values.
  private func changes(_ entry: AuditEntry) -> [View] {
    let (before, after) = (Self.fields(entry.before), Self.fields(entry.after))
    return Set(before.keys).union(after.keys).sorted().compactMap { name in
      guard before[name] != after[name] else { return nil }
      return ["field": name, "before": before[name], "after": after[name]]
    }
  }

  private static func fields(_ text: String?) -> [String: String] {
    guard let text, let object = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    else { return [:] }
    let fields = object as? [String: Any] ?? ["value": object]
    return fields.reduce(into: [:]) { shown, field in
      let words = words(field.value)
      if !words.isEmpty { shown[field.key] = words }
    }
  }

  private static func words(_ value: Any) -> String {
    switch value {
    case is NSNull: ""
    case let text as String: text
    case let list as [Any]: list.map { words($0) }.joined(separator: ", ")
    case let fields as [String: Any]:
      fields.keys.sorted().map { "\($0): \(words(fields[$0] ?? ""))" }.joined(separator: ", ")
    case let number as NSNumber:
      String(cString: number.objCType) == "c" ? (number.boolValue ? "yes" : "no") : "\(number)"
    default: "\(value)"
    }
  }
}
