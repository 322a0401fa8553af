import AdminModel
import Foundation
import LockstepCore
import LockstepStore

extension DifferenceResource {
  /// - Parameters:
  ///   - groups: the names of all access groups.
  ///   - withNumbers: of cards.
  init(
    _ entry: StoredEntry, _ store: ReadTransaction, groups: [AccessGroupID: String], withNumbers: Bool = true
  ) throws {
    let id = entry.user.flatMap { try? UserID($0) }
    let user = try id.flatMap { try store.user($0) }
    func text(_ value: [UInt8]?) -> String? {
      guard let id, let slot = entry.slot, let value else { return nil }
      return SlotText.text(value, in: slot, of: id, groups)
    }
    self.init(
      id: entry.id, user: entry.user ?? "", device: entry.device?.number ?? 0,
      slot: (withNumbers ? entry.slot?.description : entry.slot?.withoutNumber) ?? "",
      deviceValue: text(entry.value) ?? "",
      serverValue: text(entry.slot.flatMap { user?.record.value(of: $0) }), reason: entry.reason,
      since: Moment.milliseconds(entry.since), version: try store.version(ofDifference: entry))
  }
}
