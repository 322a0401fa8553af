import Foundation

extension ReadTransaction {
  /// A time as people read it, in the zone of the setting: `2026-11-21 14:05 (Europe/Berlin)`.
  ///
  /// - Parameter time: Unix milliseconds.
  public func shownTime(_ time: Int64) throws -> String {
    let zone = try setting(.timeZone)
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: zone)
    formatter.dateFormat = "yyyy-MM-dd HH:mm"
    return "\(formatter.string(from: Date(timeIntervalSince1970: Double(time) / 1000))) (\(zone))"
  }
}
