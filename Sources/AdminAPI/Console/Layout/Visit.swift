import LockstepCore
import LockstepServer
import LockstepStore

/// What a page knows of who looks at it, before its own content.
struct Visit: Sendable {
  let principal: Principal
  /// The place in the navigation that the page belongs to.
  let place: String
  let times: TimeText
  let zone: String
  let mode: SynchronizationMode
  /// Open entries under *Needs attention*, counted up to a limit.
  let open: CappedCount
  let waitingDevices: Int

  var role: Role { principal.role }
  var mayOperate: Bool { role >= .operator }
  var mayAdminister: Bool { role >= .administrator }
}
