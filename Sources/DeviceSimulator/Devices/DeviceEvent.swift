public import DeviceProtocol
public import LockstepCore

/// What happens to a simulated device, in the order in which it happens.
public enum DeviceEvent: Sendable, Hashable {
  case connected
  /// The check code that the terminal shows (SEC-1).
  case checkCode(String)
  /// The server's welcome: waiting or registered.
  case welcomed(Welcome.State)
  case disconnected
  /// The device does not speak to this server (SEC-1).
  case serverRefused(ServerRefusal)
  /// The other side said goodbye, or this device did.
  case goodbye(Goodbye)
  /// The server has everything up to this entry.
  case acknowledged(LogID)
  case uploadRefused(Refusal)
  /// The server asked, and this was answered.
  case answered(DeviceAnswer)
  /// A person did something at the terminal.
  case usedAtTerminal
  /// The memory file could not be written.
  case saveFailed(MemoryFileError)
}
