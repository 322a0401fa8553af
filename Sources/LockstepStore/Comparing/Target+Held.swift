import LockstepCore

extension Target {
  /// What a device holds rightly until the next write. Rights are written even where a difference is open, but no write is
  /// made for that alone: a door may be stricter until an operator decides (SEND-2, MERGE-11).
  static func held(
    _ user: UserRecord, by capabilities: Capabilities, differences: [(slot: Slot, value: [UInt8])]
  ) throws(Fit.Misfit) -> UserRecord {
    var record = try Target(user, for: capabilities, differences: differences).record
    for (slot, value) in differences where slot.isRight { record.set(slot, to: value) }
    return record
  }
}
