import AdminModel
import LockstepCore
import LockstepStore

extension UserOnDevice {
  init(_ presence: UserPresence) {
    self.init(
      device: presence.device.number, state: presence.state.rawValue, reason: presence.reason,
      since: Moment.milliseconds(presence.since), confirmedRevision: presence.confirmed)
  }
}

extension ProvenanceResource {
  init(_ value: StoredProvenance, withNumbers: Bool) {
    self.init(
      slot: withNumbers ? value.slot.description : value.slot.withoutNumber, source: value.source, actor: value.actor,
      device: value.device?.number,
      epoch: value.epoch.map { String($0, radix: 16) }, logId: value.log, at: Moment.milliseconds(value.at))
  }
}
