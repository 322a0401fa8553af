import Foundation

/// Times as people read them: in the server's time zone (LIMIT-6), which the foot of each page names.
struct TimeText: Sendable {
  let zone: TimeZone

  init(zone name: String) { zone = TimeZone(identifier: name) ?? .gmt }

  /// For `<time>`: the instant for programs, and the text for people.
  ///
  /// - Parameter milliseconds: Unix time.
  func view(_ milliseconds: Int64) -> View {
    ["instant": Self.instant(milliseconds), "shown": shown(milliseconds)]
  }

  func view(ifAny milliseconds: Int64?) -> View? { milliseconds.map { view($0) } }

  /// `2026-11-21 09:30:12`.
  func shown(_ milliseconds: Int64) -> String {
    let parts = parts(milliseconds)
    return "\(parts.date) \(parts.time)"
  }

  /// Date and time for two input fields.
  func parts(_ milliseconds: Int64) -> (date: String, time: String) {
    let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    let moment = Date(timeIntervalSince1970: TimeInterval(seconds))
    return Self.civil(seconds + Int64(zone.secondsFromGMT(for: moment)))
  }

  static func instant(_ milliseconds: Int64) -> String {
    let parts = civil(milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000)
    return "\(parts.date)T\(parts.time)Z"
  }

  /// Calendar arithmetic on days since 1970 (Gregorian), since formatters are slow for whole lists.
  private static func civil(_ seconds: Int64) -> (date: String, time: String) {
    let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
    let rest = seconds - days * 86_400
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    let year = yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0)
    return (
      "\(year)-\(two(civilMonth))-\(two(day))", "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
    )
  }

  private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// `3 min`, `2 h`, `5 days`: how long ago, or how long it takes.
  static func span(_ milliseconds: Int64, _ text: Texts) -> String {
    let seconds = max(0, milliseconds / 1000)
    return switch seconds {
    case ..<60: text("span.seconds", ["n": "\(seconds)"])
    case ..<3600: text("span.minutes", ["n": "\(seconds / 60)"])
    case ..<172_800: text("span.hours", ["n": "\(seconds / 3600)"])
    default: text("span.days", ["n": "\(seconds / 86_400)"])
    }
  }
}
