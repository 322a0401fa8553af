import LockstepCore

/// One user in a device's memory, and what the device keeps with it.
struct StoredUser: Sendable {
  var content: SharedRecord
  /// None if enrolled there.
  var base: Base?
  /// Edited at the device since the base.
  var isEdited: Bool
  /// The log ID of the last edit at the device.
  var editMark: LogID
  /// Under the digest key of the memory; 0 while it has none.
  var digest: UInt128 = 0

  var record: UserRecord { content.record }
}
