import Foundation

/// The store's times as instants.
enum Moment {
  static func milliseconds(_ time: Int64) -> Date { Date(timeIntervalSince1970: Double(time) / 1000) }

  static func milliseconds(_ time: Int64?) -> Date? { time.map { milliseconds($0) } }

  /// Nil for 0, which means that there is none.
  static func seconds(_ time: Int64) -> Date? { time == 0 ? nil : Date(timeIntervalSince1970: Double(time)) }
}
