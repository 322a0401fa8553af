public import LockstepCore

/// What decides about a device's work, as of one snapshot.
public struct Standing: Hashable, Sendable {
  public let epoch: Epoch
  /// The server has every log of the epoch up to here, with no gap open: the mark of writes (SEND-5).
  public let mark: LogID
  /// The first lost entry of an open gap.
  public let gap: LogID?
  /// The last lost entry of the open gaps.
  public let gapEnd: LogID
  public let hold: Hold?
  /// Why the device's content is to be compared with its target.
  public let reconcile: String?
  public let scope: SynchronizationMode.Scope
  /// FAIL-3: writes, deletes and repairs stop.
  public let serverIsBehind: Bool
  public let capabilities: Capabilities
  public let head: Revision
  /// As saved: a lower bound of what the device has.
  public let cursor: Revision
  /// A compare is to be made now, and whether it is to be a deep one.
  public var isCompareDue = false
  public var isCompareDeep = false
  /// The last place in the order of coming into scope that fits, as it was last counted; nil: all fit (SEND-8).
  public var line: Revision?
  /// How many users the device has room for, and how many the server has.
  public var capacity = 0
  public var userCount = 0
  /// Whether users who are enrolled or edited there are read (MODE-1).
  public var takesUserUpdates = false
}

/// The users that a device is to hold and that were changed above its cursor.
public struct RecentChanges: Hashable, Sendable {
  public let users: [UserID]
  /// What was changed above this is not among them.
  public let through: Revision

  public init(users: [UserID], through: Revision) { (self.users, self.through) = (users, through) }
}

/// One user to be written to a device.
public struct PendingWrite: Hashable, Sendable {
  public let user: UserID
  public let revision: Revision
  /// The encoded state, shared by all devices of the profile.
  public let state: [UInt8]
  public let keep: [Slot]
  /// The task that asks for it, if its cursor does not.
  public let task: PendingTask?

  public init(user: UserID, revision: Revision, state: [UInt8], keep: [Slot] = [], task: PendingTask? = nil) {
    (self.user, self.revision, self.state, self.keep, self.task) = (user, revision, state, keep, task)
  }
}

public struct PendingRemoval: Hashable, Sendable {
  public let user: UserID
  /// Of the deletion or leaving; 0 for a task.
  public let revision: Revision
  public let task: PendingTask?
}

public struct PendingTask: Hashable, Sendable {
  public let generation: Int64
  public let attempts: Int
  public let overwrites: Bool
  public let transfer: Int64?
}

/// A task whose user is gone, out of scope, or fits no more.
public struct PointlessTask: Hashable, Sendable {
  public let user: UserID
  /// As it was when it was looked at: a newer one is another task.
  public let generation: Int64
}

/// What is to be done with a device next. Computed, not stored (SEND-4).
public struct Work: Hashable, Sendable {
  public let standing: Standing
  /// Users to be read, without those that are being read.
  public var pulls: [UserID] = []
  /// The one pull of ``pulls`` is repeated alone (PULL-6).
  public var pullsAlone = false
  /// One or more are to be repeated alone, now or later.
  public var hasLonePulls = false
  public var writes: [PendingWrite] = []
  public var removals: [PendingRemoval] = []
  /// The changes fill a batch: there may be more of them above ``through``.
  public var isFull = false
  /// Of the writes.
  var bytes = 0
  /// The cursor once all of this is done; nil if it stays.
  public var through: Revision?
  /// Above ``through`` nothing was looked at, and may be something: another look is to follow.
  public var isToGoOn = false
  /// Up to here no revocation is left to be found: all are done, or do not concern the device. Nil if that was not looked
  /// for, or some are among what was found.
  public var revoked: Revision?
  /// Tasks that have become pointless.
  public var pointless: [PointlessTask] = []
  /// When postponed work is due next, Unix milliseconds.
  public var nextAt: Int64?
  /// Whether the users that fit the device have to be counted anew first (SEND-8).
  public var needsLine = false
  /// Whether that was looked at, and the line is right as of this head.
  public var hasRightLine = false
  /// Whether the device has open entries that a finished write may close.
  public var hasOpenEntries = false

  public var isEmpty: Bool { pulls.isEmpty && writes.isEmpty && removals.isEmpty && pointless.isEmpty }
}
