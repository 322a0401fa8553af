/// What a device should hold of one user (VERIFY-5): the server's user fitted to it, with the device's own value in
/// slots whose difference is open there. A write with a keep list carries ``record``, not the profile's shared bytes.
public struct Target: Hashable, Sendable {
  public let record: UserRecord
  /// The slots that a write leaves alone: those of open differences, rights excepted (SEND-2). A device without finger
  /// indexes numbers its fingers anew with each write, so a slot would name another finger there than here: its own
  /// fingers stand in ``record``, and none in this list.
  public let keep: [Slot]

  /// - Parameter differences: slot and device value of each open difference of this user on this device.
  public init(
    _ user: UserRecord, for capabilities: Capabilities, differences: [(slot: Slot, value: [UInt8])]
  ) throws(Fit.Misfit) {
    let open = differences.filter { !$0.slot.isRight }.sorted { $0.slot < $1.slot }
    var own = user
    for (slot, value) in open { own.set(slot, to: value) }
    self.record = try Fit.fit(own, to: capabilities, first: Set(open.map(\.slot)))
    self.keep = open.map(\.slot).filter { capabilities.fingerprintIndexes || !$0.isFingerprint }
  }
}
