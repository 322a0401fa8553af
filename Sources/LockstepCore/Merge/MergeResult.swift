/// What a merge did, slot by slot. Nobody compares before and after again.
public struct MergeResult: Hashable, Sendable {
  /// Why a device's value did not become the server's.
  public enum Reason: Hashable, Sendable {
    /// The server has another value there (MERGE-1).
    case serverHasAnother
    /// The card belongs to another user (MERGE-4).
    case cardOfAnotherUser(UserID)
    /// The server's user has as many of this kind as fit.
    case full(limit: Int)
    /// The device's value allows less than the server's (MERGE-11).
    case allowsLess
    /// No device changes a protected user (SEC-8).
    case protected
  }

  /// A slot whose device value was not taken.
  public struct Kept: Hashable, Sendable {
    public let slot: Slot
    public let deviceValue: [UInt8]
    public let reason: Reason
  }

  /// The server's user after the merge.
  public internal(set) var record: UserRecord
  /// Slots that were vacant and took the device's value.
  public internal(set) var filled: [Slot] = []
  /// Differences (MERGE-5), card conflicts (MERGE-4) included.
  public internal(set) var kept: [Kept] = []
  /// Slots with a value that the server has removed: taken away by the next transfer (MERGE-10).
  public internal(set) var stale: [Slot] = []
  /// Rights that allowed more than the server grants: written back at once (MERGE-11).
  public internal(set) var restoredRights: [Slot] = []

  public var changesServer: Bool { !filled.isEmpty }
}
