import Foundation

enum ExportFormat: String, CaseIterable {
  case csv
  case json

  /// RFC 3339 in UTC; empty for none.
  static func time(_ date: Date?) -> String { date?.formatted(.iso8601) ?? "" }
}
