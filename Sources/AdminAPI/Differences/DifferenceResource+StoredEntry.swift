import AdminModel
import Foundation
import LockstepCore
import LockstepStore

extension DifferenceResource {
  /// - Parameter groups: the names of all access groups.
  init(_ entry: StoredEntry, _ store: ReadTransaction, groups: [AccessGroupID: String]) throws {
    let id = entry.user.flatMap { try? UserID($0) }
    let user = try id.flatMap { try store.user($0) }
    func text(_ value: [UInt8]?) -> String? {
      guard let id, let slot = entry.slot, let value else { return nil }
      return SlotText.text(value, in: slot, of: id, groups)
    }
    self.init(
      id: entry.id, user: entry.user ?? "", device: entry.device?.number ?? 0, slot: entry.slot?.description ?? "",
      deviceValue: text(entry.value) ?? "",
      serverValue: text(entry.slot.flatMap { user?.record.value(of: $0) }), reason: entry.reason,
      since: Moment.milliseconds(entry.since), version: try store.version(ofDifference: entry))
  }
}
