public import Foundation

/// A door terminal as the server knows it.
public struct DeviceResource: Codable, Hashable, Sendable {
  public var id: UInt32
  public var name: String
  public var place: String
  /// Names.
  public var accessGroups: [String]
  /// Users that are enrolled here get this group.
  @OrNull public var enrolmentGroup: String?
  /// `waiting` or `registered`.
  public var state: String
  /// `online` or `offline`.
  public var connection: String
  /// `none`, `first-contact`, `unknown-content`, `suspended` or `stopped`.
  public var hold: String
  public var holdReason: String
  /// To be compared with the code on the terminal before registering.
  @OrNull public var checkCode: String?
  public var model: String
  public var firmware: String
  /// Hexadecimal: drawn by the device when its log or its users start anew.
  public var epoch: String
  /// Every log entry up to this one is stored.
  public var logMark: UInt32
  /// Every revision up to this one is on the device.
  public var cursor: Int64
  /// The server's last revision.
  public var head: Int64
  public var pendingChanges: Int
  public var userCount: Int
  public var userCapacity: Int
  /// Whether the device holds what it should but for open differences and exceptions; unknown when null.
  @OrNull public var inSync: Bool?
  public var openDifferences: Int
  public var exceptions: Int
  public var lastSeen: Date
  /// Rises with every change by people; the ETag.
  public var version: Int64
  /// How far its clock was ahead.
  public var clockSkewSeconds: Int64

  public init(
    id: UInt32, name: String, place: String, accessGroups: [String], enrolmentGroup: String? = nil, state: String,
    connection: String, hold: String, holdReason: String, checkCode: String? = nil, model: String, firmware: String,
    epoch: String, logMark: UInt32, cursor: Int64, head: Int64, pendingChanges: Int, userCount: Int,
    userCapacity: Int, inSync: Bool? = nil, openDifferences: Int, exceptions: Int, lastSeen: Date,
    version: Int64, clockSkewSeconds: Int64
  ) {
    self.id = id
    self.name = name
    self.place = place
    self.accessGroups = accessGroups
    self.enrolmentGroup = enrolmentGroup
    self.state = state
    self.connection = connection
    self.hold = hold
    self.holdReason = holdReason
    self.checkCode = checkCode
    self.model = model
    self.firmware = firmware
    self.epoch = epoch
    self.logMark = logMark
    self.cursor = cursor
    self.head = head
    self.pendingChanges = pendingChanges
    self.userCount = userCount
    self.userCapacity = userCapacity
    self.inSync = inSync
    self.openDifferences = openDifferences
    self.exceptions = exceptions
    self.lastSeen = lastSeen
    self.version = version
    self.clockSkewSeconds = clockSkewSeconds
  }
}
