public import Foundation

/// When devices are compared by themselves (VERIFY-4): once a night, each at its own minute, so that a fleet is not asked
/// at once.
public struct CompareSchedule: Hashable, Sendable {
  /// The hour in which the first devices have their turn, 0…23.
  public let hour: Int
  public let timeZone: TimeZone

  /// Over how many minutes the devices' turns are spread.
  public static let minutes = 180

  public init(hour: Int, timeZone: TimeZone) {
    self.hour = hour
    self.timeZone = timeZone
  }

  /// When devices last had their turns. The calendar is asked once for all of them: a question to it takes as long as
  /// thousands of devices.
  ///
  /// - Parameter now: Unix milliseconds.
  /// - Returns: Unix milliseconds for a device, not after now.
  public func lastTurns(at now: Int64) -> (DeviceID) -> Int64 {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    let date = Date(timeIntervalSince1970: Double(now) / 1000)
    // A day may have no such hour, or two of it; the day before yesterday is needed when the turn is after midnight.
    let starts = (0...2).compactMap { days -> Int64? in
      guard let day = calendar.date(byAdding: .day, value: -days, to: date),
        let start = calendar.date(bySettingHour: hour, minute: 0, second: 0, of: day)
      else { return nil }
      return Int64(start.timeIntervalSince1970) * 1000
    }
    return { device in
      let offset = Self.minute(of: device) * 60_000
      return starts.first { $0 + offset <= now }.map { $0 + offset } ?? 0
    }
  }

  /// Neighbouring numbers are far from each other.
  private static func minute(of device: DeviceID) -> Int64 {
    Int64(device.number &* 2_654_435_761 >> 8) % Int64(minutes)
  }
}
