import LockstepCore

/// What a device's owner tells its link, from any thread, through the channel's pipeline.
enum LinkCommand: Sendable {
  /// There may be new entries to send.
  case pump
  /// The memory file has everything up to this version.
  case saved(version: UInt64)
  /// Say goodbye and close.
  case leave
  case raw([UInt8])
  case uploadAgain(from: LogID)
}
