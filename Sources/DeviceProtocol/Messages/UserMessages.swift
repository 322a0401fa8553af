public import LockstepCore

public struct LogPage: Hashable, Sendable {
  public var epoch: Epoch
  /// The oldest that the ring has.
  public var firstLogID: LogID
  public var entries: [LogEntry]

  public init(epoch: Epoch, firstLogID: LogID, entries: [LogEntry]) {
    self.epoch = epoch
    self.firstLogID = firstLogID
    self.entries = entries
  }
}

public struct EditedUser: Hashable, Sendable {
  public var user: String
  public var editMark: LogID
  /// False: deleted at the device, and the mark is that of the deletion.
  public var isOnDevice: Bool
  /// It has no base.
  public var isEnrolled: Bool

  public init(user: String, editMark: LogID, isOnDevice: Bool, isEnrolled: Bool) {
    self.user = user
    self.editMark = editMark
    self.isOnDevice = isOnDevice
    self.isEnrolled = isEnrolled
  }
}

/// The answer for one user that was asked.
public struct UserOnDevice: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// The device does not hold this user.
    case unknown
    case record(DeviceRecord)
    /// The record is over a limit: quarantined, while the other users go on (PULL-6).
    case overLimit(LimitError)
  }

  public var user: UserID
  public var content: Content

  public init(user: UserID, _ content: Content) {
    self.user = user
    self.content = content
  }
}

/// One user to be written: whole state but for the keep list (SEND-3).
public struct UserWrite: Hashable, Sendable {
  /// The bytes of a `UserState`, shared by all devices of a capability profile; made by ``UserState/encoded()``.
  public var state: [UInt8]
  /// The slots in which the device keeps its own value.
  public var keep: [Slot]
  /// The device has this content already: only the base is new.
  public var isBaseOnly: Bool

  public init(state: [UInt8], keep: [Slot] = [], isBaseOnly: Bool = false) {
    self.state = state
    self.keep = keep
    self.isBaseOnly = isBaseOnly
  }
}

/// A user's record and the base that a device keeps with it.
public struct UserState: Hashable, Sendable {
  public var record: UserRecord
  public var base: Base

  public init(record: UserRecord, base: Base) {
    self.record = record
    self.base = base
  }
}

public struct WriteUsers: Hashable, Sendable {
  public var epoch: Epoch
  /// The server has every log of this epoch up to here (SEND-5).
  public var mark: LogID
  public var writes: [UserWrite]
  /// By an operator's hand: edits are overwritten.
  public var overwrites: Bool

  public init(epoch: Epoch, mark: LogID, writes: [UserWrite], overwrites: Bool = false) {
    self.epoch = epoch
    self.mark = mark
    self.writes = writes
    self.overwrites = overwrites
  }
}

public struct DeleteUsers: Hashable, Sendable {
  public var epoch: Epoch
  public var mark: LogID
  public var users: [UserID]
  public var overwrites: Bool

  public init(epoch: Epoch, mark: LogID, users: [UserID], overwrites: Bool = false) {
    self.epoch = epoch
    self.mark = mark
    self.users = users
    self.overwrites = overwrites
  }
}

/// What became of one user of a write or delete.
public struct UserResult: Hashable, Sendable {
  public enum Status: Hashable, Sendable {
    case done
    case epoch
    /// Edited or deleted at the device above the mark.
    case edited(mark: LogID)
    case full
    case cardHeld(by: UserID)
    case unsupported
    case failed
  }

  public var user: UserID
  public var status: Status
  /// For people.
  public var detail: String

  public init(user: UserID, _ status: Status, detail: String = "") {
    self.user = user
    self.status = status
    self.detail = detail
  }
}

public struct Refusal: Hashable, Sendable {
  public enum Reason: Int, Hashable, Sendable {
    case unspecified = 0
    case unsupported = 1
    case limit = 2
    case logOrder = 3
    case epoch = 4
    case tryAgain = 5
  }

  public var reason: Reason
  public var text: String

  public init(_ reason: Reason, _ text: String = "") {
    self.reason = reason
    self.text = text
  }
}
