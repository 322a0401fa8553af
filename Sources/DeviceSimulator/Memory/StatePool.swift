import DeviceProtocol
import LockstepCore
import Synchronization

/// Decodes what servers write. Many devices are written the same bytes: they are decoded once and shared.
public final class StatePool: Sendable {
  struct Entry: Sendable {
    let content: SharedRecord
    let base: Base
  }

  /// Hashed as one piece: an array hashes its elements one by one, which takes most of a door's time.
  private struct Written: Hashable {
    let bytes: [UInt8]

    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
  }

  private let entries = Mutex<[Written: Entry]>([:])
  /// When so many are known they are all forgotten, so that the pool stays small in a process that runs for days.
  private static let most = 4096

  public init() {}

  /// Nil for bytes that are no user state, or one over its limits.
  func entry(_ bytes: [UInt8]) -> Entry? {
    let written = Written(bytes: bytes)
    if let known = entries.withLock({ $0[written] }) { return known }
    guard let state = try? UserState(encoded: bytes) else { return nil }
    let entry = Entry(content: SharedRecord(state.record), base: state.base)
    entries.withLock { entries in
      if entries.count >= Self.most { entries.removeAll() }
      entries[written] = entry
    }
    return entry
  }
}
