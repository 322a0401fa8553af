import AdminModel
import Foundation
import LockstepCore
import LockstepStore

extension EventResource {
  init(_ event: StoredEvent) {
    self.init(
      id: event.id, receivedAt: Moment.milliseconds(event.receivedAt),
      deviceTime: event.deviceTime.flatMap { Moment.deviceTime($0) }, device: event.device?.number,
      logId: event.log, epoch: event.epoch.map { String($0, radix: 16) }, code: event.code?.description,
      kind: event.kind.rawValue, title: EventTitle.of(event), user: event.user, origin: event.origin?.name,
      mode: event.mode.rawValue, revision: event.revision, detail: event.detail, outcome: Self.outcome(of: event))
  }

  /// The second line of an entry.
  private static func outcome(of event: StoredEvent) -> String? {
    if event.kind == .saveFailed { return "The change is on this device only" }
    guard event.origin == .device, let code = event.code, code.startsPull else { return nil }
    return event.mode.takesUserUpdatesFromDevices ? nil : "not taken in: user update from device is off"
  }
}

extension Origin {
  var name: String { self == .device ? "device" : "server" }
}
