package import DeviceProtocol
package import LockstepStore

/// Where tests put deliberate bugs, to see that they are found: at the seams of the server. Honest by default.
package struct Sabotage {
  package enum Commit {
    case honest
    /// Tells that a job is durable before it is.
    case answersFirst
  }

  /// What the server says to a device.
  package var toDevice: (Envelope) -> Envelope? = { $0 }
  /// What a device says to the server.
  package var toServer: (Envelope) -> Envelope? = { $0 }
  package var commit = Commit.honest
  /// The disk says that it has written, and has not.
  package var syncsLie = false
  /// Changes a new store, e.g. puts triggers in place of a rule.
  package var prepare: (Store) throws -> Void = { _ in }

  package init() {}
}
