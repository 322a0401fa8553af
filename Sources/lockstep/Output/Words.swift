import AdminModel
import Foundation

/// Values as they stand in tables.
enum Words {
  static func time(_ date: Date?) -> String { date.map(Timestamp.text) ?? "—" }

  static func list(_ values: [String]) -> String { values.isEmpty ? "—" : values.joined(separator: ", ") }

  static func text(_ text: String?) -> String {
    guard let text, !text.isEmpty else { return "—" }
    return text
  }

  static func yes(_ value: Bool?) -> String { value.map { $0 ? "yes" : "no" } ?? "unknown" }

  /// `1 user`, `2 users`.
  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)" + (count == 1 ? "" : "s") }
}
