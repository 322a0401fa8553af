import DeviceProtocol
public import LockstepCore

/// What a step expects of a device or waits for.
public enum DeviceCondition: Hashable, Sendable {
  case holds(UserID, [UserProperty])
  case lacks(UserID)
  case holdsCount(Int)
  case connected
  case disconnected
  case registered
  /// It waits for its registration.
  case waiting
  /// The server has the whole log.
  case acknowledged

  /// What is seen instead; nil if the condition holds.
  public func mismatch(with device: DeviceSnapshot) -> String? {
    switch self {
    case .holds(let user, let properties):
      guard let held = device.memory.user(user) else { return "user \(user) is not there" }
      let mismatches = properties.compactMap { $0.mismatch(with: held) }
      return mismatches.isEmpty ? nil : "user \(user): " + mismatches.joined(separator: ", ")
    case .lacks(let user): return device.memory.holds(user) ? "user \(user) is there" : nil
    case .holdsCount(let count):
      return device.memory.userCount == count ? nil : "it holds \(device.memory.userCount) users"
    case .connected: return device.isConnected ? nil : "it is not connected"
    case .disconnected: return device.isConnected ? "it is connected" : nil
    case .registered: return device.isRegistered ? nil : standing(of: device)
    case .waiting: return device.isConnected && device.registration == .waiting ? nil : standing(of: device)
    case .acknowledged:
      let last = device.memory.log.lastID
      return device.acknowledged >= last ? nil : "acknowledged up to \(device.acknowledged) of \(last)"
    }
  }

  private func standing(of device: DeviceSnapshot) -> String {
    guard device.isConnected else { return "it is not connected" }
    return switch device.registration {
    case .registered: "it is registered"
    case .waiting: "it waits for its registration"
    case nil: "the server has not welcomed it"
    }
  }
}
