extension Engine {
  /// Whether the last transaction was committed. While it was not, the server tries on by itself.
  public var canWrite: Bool { committer.canWrite }

  /// Whether an error of ``commit(_:)`` means that nothing was written because the server is stopping or the database
  /// cannot be written for now.
  public static func isUnavailability(_ error: any Error) -> Bool {
    error is Committer.Stopped || error is Committer.TimedOut
  }
}
