/// What a device should hold of one user (VERIFY-5): the server's user fitted to it, with the device's own value in
/// slots whose difference is open there.
public struct Target: Hashable, Sendable {
  public let record: UserRecord
  /// The slots that a write leaves alone: those of open differences, rights excepted (SEND-2).
  public let keep: [Slot]

  /// - Parameter differences: slot and device value of each open difference of this user on this device.
  public init(
    _ user: UserRecord, for capabilities: Capabilities, differences: [(slot: Slot, value: [UInt8])]
  ) throws(Fit.Misfit) {
    var record = try Fit.fit(user, to: capabilities)
    var keep: [Slot] = []
    for (slot, value) in differences.sorted(by: { $0.slot < $1.slot }) where !slot.isRight {
      record.set(slot, to: value)
      keep.append(slot)
    }
    self.record = record
    self.keep = keep
  }
}
