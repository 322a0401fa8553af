public import Foundation

/// An entry of the monitoring log.
public struct EventResource: Codable, Hashable, Sendable {
  /// The server's number; rises in the order of receipt.
  public var id: Int64
  public var receivedAt: Date
  /// By the device's own clock.
  @OrNull public var deviceTime: Date?
  @OrNull public var device: UInt32?
  @OrNull public var logId: UInt32?
  @OrNull public var epoch: String?
  /// `0x2200`
  @OrNull public var code: String?
  public var kind: String
  /// What people read.
  public var title: String
  @OrNull public var user: String?
  /// `device` or `server`.
  @OrNull public var origin: String?
  /// *Automatic User Synchronization* at that time.
  public var mode: String
  @OrNull public var revision: Int64?
  public var detail: String
  /// What became of it.
  @OrNull public var outcome: String?
  /// In a folded list: how many devices this one line stands for.
  @OrNull public var folded: Int?
  /// In the live stream, of what the server wrote: how many devices should have the user.
  @OrNull public var devices: Int?

  public init(
    id: Int64, receivedAt: Date, deviceTime: Date? = nil, device: UInt32? = nil, logId: UInt32? = nil,
    epoch: String? = nil, code: String? = nil, kind: String, title: String, user: String? = nil,
    origin: String? = nil, mode: String, revision: Int64? = nil, detail: String, outcome: String? = nil,
    folded: Int? = nil, devices: Int? = nil
  ) {
    self.id = id
    self.receivedAt = receivedAt
    self.deviceTime = deviceTime
    self.device = device
    self.logId = logId
    self.epoch = epoch
    self.code = code
    self.kind = kind
    self.title = title
    self.user = user
    self.origin = origin
    self.mode = mode
    self.revision = revision
    self.detail = detail
    self.outcome = outcome
    self.folded = folded
    self.devices = devices
  }
}
