public import LockstepCore

/// How far the devices of the current sessions are. Saved cursors are lower bounds that follow within a second; what
/// people read should be true at once.
public struct LiveCursors: Sendable {
  private let cursors: [SessionKey: Revision]

  public init(_ cursors: [SessionKey: Revision] = [:]) { self.cursors = cursors }

  /// - Parameters:
  ///   - session: the device's current one; what an earlier one knew counts no more.
  ///   - saved: taken when nothing newer is known.
  func cursor(of device: DeviceID, session: Int64, saved: Revision) -> Revision {
    cursors[SessionKey(device: device, number: session)] ?? saved
  }
}
