public import Foundation

/// Times as RFC 3339 text.
public enum Timestamp {
  /// `2026-05-04T08:30:00Z`
  public static func text(_ date: Date) -> String { date.formatted(.iso8601) }

  /// With `Z` or an offset; a fraction of a second is accepted.
  public static func date(_ text: String) -> Date? {
    let whole = Date.ISO8601FormatStyle()
    return (try? whole.parse(text)) ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
  }
}
