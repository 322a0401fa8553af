/// What a repair has begun.
public struct RepairResource: Codable, Hashable, Sendable {
  /// On which something is done.
  public var devices: [UInt32]
  public var written: Int
  public var removed: Int
  /// Users that are taken in from devices.
  public var takenIn: Int
  /// What was found and is left as it is.
  public var left: Int
  /// Under which progress and results are kept.
  public var transfers: [Int64]

  public init(devices: [UInt32], written: Int, removed: Int, takenIn: Int, left: Int, transfers: [Int64]) {
    self.devices = devices
    self.written = written
    self.removed = removed
    self.takenIn = takenIn
    self.left = left
    self.transfers = transfers
  }
}
