/// Why a backup was not made or not put back: which file, and why. Nothing was changed.
public struct BackupError: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: String
  public let reason: String

  public init(_ file: String, _ reason: String) {
    self.file = file
    self.reason = reason
  }

  public var description: String { "\(file): \(reason)" }
}
