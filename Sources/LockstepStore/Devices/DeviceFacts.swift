public import LockstepCore

/// What a device says of itself when it connects.
public struct DeviceFacts: Hashable, Sendable {
  public var device: DeviceID
  public var publicKey: [UInt8]
  public var model: String
  public var firmware: String
  public var epoch: Epoch
  public var lastLog: LogID
  /// The server of the bases that it holds.
  public var server: ServerID?
  public var highestRevision: Revision
  public var highestIncarnation: Incarnation
  public var userCount: Int
  public var capabilities: Capabilities
  public var userCapacity: Int
  /// Seconds that its clock is ahead of the server's.
  public var clockSkew: Int64

  public init(
    device: DeviceID, publicKey: [UInt8], model: String, firmware: String, epoch: Epoch, lastLog: LogID,
    server: ServerID?, highestRevision: Revision, highestIncarnation: Incarnation, userCount: Int,
    capabilities: Capabilities, userCapacity: Int, clockSkew: Int64
  ) {
    self.device = device
    self.publicKey = publicKey
    self.model = model
    self.firmware = firmware
    self.epoch = epoch
    self.lastLog = lastLog
    self.server = server
    self.highestRevision = highestRevision
    self.highestIncarnation = highestIncarnation
    self.userCount = userCount
    self.capabilities = capabilities
    self.userCapacity = userCapacity
    self.clockSkew = clockSkew
  }
}

/// A device's session: the number that every transaction of it carries (SEC-7).
public struct SessionKey: Hashable, Sendable {
  public let device: DeviceID
  public let number: Int64
}

/// What the server makes of a device that connected.
public enum Identified: Hashable, Sendable {
  /// Not registered, or registered with another key: may do nothing.
  case waiting
  case registered(SessionKey, logMark: LogID)
}

/// Why nothing is pulled or written.
public enum Hold: String, Sendable {
  /// It came with users on it at its registration (SEC-6).
  case firstContact = "first-contact"
  /// It holds users of another server (SEC-6, FAIL-3).
  case unknownContent = "unknown-content"
  /// Restored or cloned memory: only deletions are sent (LOG-4).
  case suspended
  /// Twenty refusals in a row for one reason (SEND-7).
  case stopped
}

/// What an operator chooses for a device on hold.
public enum ContentChoice: String, CaseIterable, Sendable {
  case takeOver = "take-over"
  case replace
  /// After *suspended* or *stopped*: go on as before; a compare finds what differs.
  case resume
}
