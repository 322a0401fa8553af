/// How far a device's clock is from the server's (LOG-5).
enum ClockSkew {
  /// - Parameters:
  ///   - time: what the device says, Unix seconds: any number.
  ///   - now: Unix milliseconds.
  /// - Returns: the seconds by which the device is ahead, at most what the type can hold.
  static func seconds(_ time: Int64, at now: Int64) -> Int64 {
    let (skew, isOver) = time.subtractingReportingOverflow(now / 1000)
    guard isOver else { return skew }
    return time < 0 ? .min : .max
  }
}
