import DeviceProtocol
import LockstepCore
import Synchronization

/// Decodes what servers write. Many devices are written the same bytes: they are decoded once and shared.
public final class StatePool: Sendable {
  struct Entry: Sendable {
    let content: SharedRecord
    let base: Base
  }

  private let entries = Mutex<[[UInt8]: Entry]>([:])
  /// When so many are known they are all forgotten, so that the pool stays small in a process that runs for days.
  private static let most = 4096

  public init() {}

  /// Nil for bytes that are no user state, or one over its limits.
  func entry(_ bytes: [UInt8]) -> Entry? {
    if let known = entries.withLock({ $0[bytes] }) { return known }
    guard let state = try? UserState(encoded: bytes) else { return nil }
    let entry = Entry(content: SharedRecord(state.record), base: state.base)
    entries.withLock { entries in
      if entries.count >= Self.most { entries.removeAll() }
      entries[bytes] = entry
    }
    return entry
  }
}
