import Foundation

/// The clock of the machine.
public enum SystemTime {
  @Sendable
  public static func unixSeconds() -> Int64 { Int64(Date().timeIntervalSince1970) }
}
