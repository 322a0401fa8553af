public import LockstepCore
public import NIOCore

/// One line of a scenario: something that people or devices do, or something that is expected.
public struct Step: Hashable, Sendable {
  public enum Action: Hashable, Sendable {
    case enrol(UserRecord, at: DeviceSelection)
    case edit(UserID, [RecordChange], isPartial: Bool, at: DeviceSelection)
    /// A stored record changes past the terminal.
    case tamper(UserID, [RecordChange], keepsDigest: Bool, at: DeviceSelection)
    case lose(UserID, at: DeviceSelection)
    case delete(UserID, at: DeviceSelection)
    case deleteAll(at: DeviceSelection)
    case present(Presented, at: DeviceSelection, expecting: Expected?)
    case device(DeviceSelection, DeviceCommand)
    /// - Parameter within: nil is the runner's own limit.
    case wait(DeviceCondition, at: DeviceSelection, within: TimeAmount?)
    case expect(DeviceCondition, at: DeviceSelection)
    /// For the owner of the server, as it is written.
    case server(String)
  }

  /// What a door should do.
  public enum Expected: Hashable, Sendable {
    case granted
    /// Nil: for any reason.
    case denied(DenialReason?)
  }

  /// From 1.
  public let line: Int
  /// As it was written.
  public let text: String
  public let action: Action
}
