/// The number of an entry in a device's event log, from 1, rising by 1 within an epoch.
public typealias LogID = UInt32

/// The random number that a device draws when its log numbering or its users start anew (LOG-4).
public typealias Epoch = UInt64

/// Who did what an entry tells.
public enum Origin: UInt8, Sendable {
  /// At the terminal itself.
  case device = 1
  /// The server wrote it there.
  case server = 2
}

/// One entry of a device's numbered event log.
public struct LogEntry: Hashable, Sendable {
  public let id: LogID
  /// Unix seconds by the device's own clock, which is not trusted (LOG-5).
  public let time: Int64
  public let code: EventCode
  public let origin: Origin
  /// The user that the entry is about, as the device wrote it; not checked, so that nothing is lost.
  public let user: String
  /// Of an entry with origin *server*: the revision that was written.
  public let revision: Revision
  /// In the device's words: why a door was denied, which card was double. At most 200 bytes.
  public let detail: String

  public init(
    id: LogID, time: Int64, code: EventCode, origin: Origin, user: String = "", revision: Revision = 0,
    detail: String = ""
  ) {
    self.id = id
    self.time = time
    self.code = code
    self.origin = origin
    self.user = user
    self.revision = revision
    self.detail = detail
  }
}
