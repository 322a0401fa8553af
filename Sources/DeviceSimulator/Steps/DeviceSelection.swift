public import LockstepCore

/// The devices that a step is about.
public enum DeviceSelection: Hashable, Sendable, CustomStringConvertible {
  case one(DeviceID)
  case every

  public var description: String {
    switch self {
    case .one(let id): "device \(id)"
    case .every: "every device"
    }
  }
}
