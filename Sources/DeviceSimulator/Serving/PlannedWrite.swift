import DeviceProtocol
import LockstepCore

/// One user of a batch while it is decided.
struct PlannedWrite {
  let state: StatePool.Entry
  let keep: [Slot]
  let isBaseOnly: Bool
  var old: StoredUser?
  /// What the device would hold.
  private(set) var content: SharedRecord
  var status = UserResult.Status.done
  private(set) var detail = ""
  /// Whether a kept slot really has another value than the server's.
  private(set) var keepsOtherValue = false

  init(_ write: UserWrite, _ state: StatePool.Entry) {
    self.state = state
    keep = write.keep.filter { !$0.isRight }
    isBaseOnly = write.isBaseOnly
    content = state.content
  }

  var id: UserID { state.content.record.id }

  mutating func refuse(_ status: UserResult.Status, _ detail: String) {
    self.status = status
    self.detail = detail
  }

  /// The whole state of the server, but for the slots of the keep list.
  mutating func compose(_ numbered: (UserRecord) -> UserRecord) {
    let own = old?.record ?? UserRecord(id: id)
    var record = state.content.record
    for slot in keep where !record.hasSameValue(in: slot, as: own) {
      keepsOtherValue = true
      record.keep(slot, of: own)
    }
    if isBaseOnly, let old {
      content = old.content
      return
    }
    record = numbered(record)
    // The shared record is kept when the device changes nothing of it, so that equal users are in memory once.
    content = record == state.content.record ? state.content : SharedRecord(record)
  }
}
