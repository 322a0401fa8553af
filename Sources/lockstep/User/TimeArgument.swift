import AdminClient
import AdminModel
import ArgumentParser
import Foundation

/// A time as typed: an instant, or a date in the server's time zone (LIMIT-6).
enum TimeArgument: ExpressibleByArgument {
  case instant(Date)
  case day(String)

  init?(argument: String) {
    if let date = Timestamp.date(argument) {
      self = .instant(date)
    } else if Self.format(in: .gmt).date(from: argument) != nil {
      self = .day(argument)
    } else {
      return nil
    }
  }

  /// - Parameter isEnd: an end date means until 23:59:59 of that day, a start date from 00:00:00.
  func instant(isEnd: Bool, _ client: AdminClient) async throws -> Date {
    switch self {
    case .instant(let date): return date
    case .day(let text):
      let name = try await client.setting("time-zone").value
      guard let zone = TimeZone(identifier: name), let midnight = Self.format(in: zone).date(from: text) else {
        throw Failure("the server's time zone \(name) is not known here; give a time such as \(text)T23:59:59Z").told()
      }
      guard isEnd else { return midnight }
      var calendar = Calendar(identifier: .gregorian)
      calendar.timeZone = zone
      let next = calendar.date(byAdding: .day, value: 1, to: midnight) ?? midnight
      return next.addingTimeInterval(-1)
    }
  }

  private static func format(in zone: TimeZone) -> DateFormatter {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = zone
    format.dateFormat = "yyyy-MM-dd"
    format.isLenient = false
    return format
  }
}
