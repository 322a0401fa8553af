import Foundation

/// The store's times as instants.
enum Moment {
  static func milliseconds(_ time: Int64) -> Date { Date(timeIntervalSince1970: Double(time) / 1000) }

  static func milliseconds(_ time: Int64?) -> Date? { time.map { milliseconds($0) } }

  /// What a device's clock shows, which may be any number; nil where RFC 3339 has no words for it.
  static func deviceTime(_ time: Int64) -> Date? {
    (-62_135_596_800...253_402_300_799).contains(time) ? Date(timeIntervalSince1970: Double(time)) : nil
  }

  /// Nil for 0, which means that there is none.
  static func seconds(_ time: Int64) -> Date? { time == 0 ? nil : Date(timeIntervalSince1970: Double(time)) }
}
