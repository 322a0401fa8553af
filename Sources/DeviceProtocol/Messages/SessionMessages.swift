public import LockstepCore

/// The first frame of a device.
public struct Hello: Hashable, Sendable {
  public var lowestVersion: UInt32
  public var highestVersion: UInt32
  public var device: DeviceID
  /// Ed25519, 32 bytes.
  public var publicKey: [UInt8]
  public var model: String
  public var firmware: String
  public var epoch: Epoch
  /// The oldest and the newest entry of the ring; 0 if the log is empty.
  public var firstLogID: LogID
  public var lastLogID: LogID
  /// The server of the bases that it holds; none if it holds none.
  public var server: ServerID?
  public var highestRevision: Revision
  public var highestIncarnation: Incarnation
  public var userCount: Int
  public var capabilities: Capabilities
  /// How many users it can hold.
  public var userCapacity: Int
  /// 32 bytes.
  public var nonce: [UInt8]
  /// Its clock, Unix seconds.
  public var time: Int64

  public init(
    lowestVersion: UInt32 = ProtocolVersion.current, highestVersion: UInt32 = ProtocolVersion.current,
    device: DeviceID, publicKey: [UInt8], model: String, firmware: String, epoch: Epoch, firstLogID: LogID,
    lastLogID: LogID, server: ServerID?, highestRevision: Revision, highestIncarnation: Incarnation, userCount: Int,
    capabilities: Capabilities, userCapacity: Int, nonce: [UInt8], time: Int64
  ) {
    self.lowestVersion = lowestVersion
    self.highestVersion = highestVersion
    self.device = device
    self.publicKey = publicKey
    self.model = model
    self.firmware = firmware
    self.epoch = epoch
    self.firstLogID = firstLogID
    self.lastLogID = lastLogID
    self.server = server
    self.highestRevision = highestRevision
    self.highestIncarnation = highestIncarnation
    self.userCount = userCount
    self.capabilities = capabilities
    self.userCapacity = userCapacity
    self.nonce = nonce
    self.time = time
  }
}

public enum ProtocolVersion {
  /// The one version that this code speaks.
  public static let current: UInt32 = 1
}

public struct Challenge: Hashable, Sendable {
  public var version: UInt32
  /// 32 bytes.
  public var nonce: [UInt8]
  public var server: ServerID
  /// SHA-256, 32 bytes.
  public var authorityFingerprint: [UInt8]

  public init(
    version: UInt32 = ProtocolVersion.current, nonce: [UInt8], server: ServerID, authorityFingerprint: [UInt8]
  ) {
    self.version = version
    self.nonce = nonce
    self.server = server
    self.authorityFingerprint = authorityFingerprint
  }
}

public struct Welcome: Hashable, Sendable {
  public enum State: Hashable, Sendable {
    case waiting
    case registered
  }

  public var state: State
  public var logMark: LogID
  /// How many uploads may be unanswered.
  public var logWindow: Int
  /// How many entries one upload may have.
  public var logBatch: Int
  public var keepAliveSeconds: Int
  /// 32 bytes.
  public var digestKey: [UInt8]
  public var time: Int64

  public init(
    state: State, logMark: LogID, logWindow: Int, logBatch: Int, keepAliveSeconds: Int, digestKey: [UInt8], time: Int64
  ) {
    self.state = state
    self.logMark = logMark
    self.logWindow = logWindow
    self.logBatch = logBatch
    self.keepAliveSeconds = keepAliveSeconds
    self.digestKey = digestKey
    self.time = time
  }
}

public struct Goodbye: Hashable, Sendable {
  public enum Reason: Int, Hashable, Sendable, CaseIterable {
    case unspecified = 0
    case shutdown = 1
    case version = 2
    case malformed = 3
    case outOfOrder = 4
    case proof = 5
    case newerSession = 6
    case window = 7
    case silent = 8
    case busy = 9
  }

  public var reason: Reason
  /// For people.
  public var text: String

  public init(_ reason: Reason, _ text: String = "") {
    self.reason = reason
    self.text = text
  }
}

public struct UploadLogs: Hashable, Sendable {
  public var epoch: Epoch
  public var entries: [LogEntry]

  public init(epoch: Epoch, entries: [LogEntry]) {
    self.epoch = epoch
    self.entries = entries
  }
}
