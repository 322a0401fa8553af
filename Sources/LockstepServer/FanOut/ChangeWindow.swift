import DequeModule
import LockstepCore
import LockstepStore

/// What was changed last, as it was looked up once for all devices, without a gap: a device of few users need not walk past
/// the changes of all others to find its own.
struct ChangeWindow: Sendable {
  private struct Change {
    let revision: Revision
    let user: UserID
    let audience: Set<DeviceID>
  }

  /// A storm changes a thousand users a second, and a device is a few seconds behind then.
  private static let most = 8192

  /// What was changed up to here is not known.
  private var from: Revision = 0
  private var through: Revision = 0
  private var changes: Deque<Change> = []

  /// - Parameter batch: follows those before it, or the window begins anew after it: so it does where not all of its
  ///   changes are told, or all devices are to hold everybody.
  mutating func add(_ batch: ChangeBatch) {
    guard batch.from == through, !batch.isUrgent, let audience = batch.audience else {
      self = ChangeWindow(after: batch.head)
      return
    }
    for (user, revision) in batch.changed {
      changes.append(Change(revision: revision, user: user, audience: audience[user] ?? []))
    }
    through = batch.head
    guard changes.count > Self.most else { return }
    from = changes[changes.count - Self.most - 1].revision
    changes.removeFirst(changes.count - Self.most)
  }

  init() {}

  private init(after head: Revision) { (from, through) = (head, head) }

  /// The users of a device that were changed above its cursor; nil if that is further back.
  func recent(of device: DeviceID, above cursor: Revision) -> RecentChanges? {
    guard from <= cursor, cursor <= through else { return nil }
    var users: Set<UserID> = []
    for change in changes.reversed() {
      guard change.revision > cursor else { break }
      if change.audience.contains(device) { users.insert(change.user) }
    }
    return RecentChanges(users: users.sorted(), through: through)
  }
}
