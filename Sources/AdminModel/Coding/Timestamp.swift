public import Foundation

/// Times as RFC 3339 text.
public enum Timestamp {
  /// `2026-05-04T08:30:00Z`
  public static func text(_ date: Date) -> String { date.formatted(.iso8601) }

  /// With `Z` or an offset; a fraction of a second is accepted. Nothing for what is on no calendar (30 February, 24:30),
  /// for a second of more than 59, and for an instant outside the years 0000 to 9999 in UTC: every time that is read can
  /// be written and read again.
  public static func date(_ text: String) -> Date? {
    let length = "2026-05-04T08:30:00".count
    let clock = "\(text.prefix(length))Z"
    // Foundation's own format reads 30 February as 2 March, and takes whatever follows the time.
    guard let local = try? Date.ISO8601FormatStyle().parse(clock), Self.text(local) == clock else { return nil }
    var rest = text.dropFirst(length)
    guard let fraction = takeFraction(&rest), let offset = offset(rest) else { return nil }
    let date = local.addingTimeInterval(fraction - offset)
    return Self.text(date).utf8.count == clock.utf8.count ? date : nil
  }

  /// `.25`; 0 where there is none.
  private static func takeFraction(_ rest: inout Substring) -> Double? {
    guard rest.first == "." else { return 0 }
    let digits = rest.dropFirst().prefix { $0.isASCII && $0.isWholeNumber }
    rest = rest[digits.endIndex...]
    return digits.isEmpty ? nil : Double("0.\(digits)")
  }

  /// Seconds that the clock of `Z` or `+02:00` is before that of UTC.
  private static func offset(_ zone: Substring) -> Double? {
    if zone == "Z" { return 0 }
    guard let sign = zone.first, sign == "+" || sign == "-" else { return nil }
    let parts = zone.dropFirst().split(separator: ":", omittingEmptySubsequences: false).map(twoDigits)
    guard parts.count == 2, let hours = parts[0], let minutes = parts[1], hours < 24, minutes < 60 else { return nil }
    return Double(hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
  }

  private static func twoDigits(_ text: Substring) -> Int? {
    text.utf8.count == 2 && text.allSatisfy(\.isWholeNumber) ? Int(text) : nil
  }
}
