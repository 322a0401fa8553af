import DeviceProtocol
import LockstepCore
import LockstepStore
import Metrics
import Synchronization

/// A change is encoded once per capability profile, and the same bytes go to every device of the profile.
final class StateCache: Sendable {
  private struct Key: Hashable {
    let revision: Revision
    let capabilities: Capabilities

    /// A revision has few profiles, and to hash one takes longer than to compare it.
    func hash(into hasher: inout Hasher) { hasher.combine(revision) }
  }

  private struct Contents {
    var states: [Key: [UInt8]] = [:]
    var bytes = 0
  }

  /// Emptied when it is full: what is on its way now is what was changed last.
  private static let mostBytes = 16 << 20

  /// A lock that can stand in an array.
  private final class Turn: Sendable {
    private let lock = Mutex(())

    func take<Value>(_ body: () throws -> sending Value) throws -> sending Value {
      try lock.withLock { _ in try body() }
    }
  }

  private let contents = Mutex(Contents())
  /// Few, and shared by chance: a state is encoded in less than a millisecond.
  private let turns = (0..<16).map { _ in Turn() }
  private let encodings = Counter(label: "lockstep_states_encoded_total")
  private let server: ServerID

  init(server: ServerID) { self.server = server }

  /// - Throws: ``Fit/Misfit`` when devices of the profile cannot hold the user, and what `load` throws.
  func state(_ revision: Revision, _ capabilities: Capabilities, load: () throws -> ServerUser) throws -> [UInt8] {
    let key = Key(revision: revision, capabilities: capabilities)
    if let state = contents.withLock({ $0.states[key] }) { return state }
    // A change wakes all devices at once: one of those that miss it encodes, the others wait for its bytes.
    return try turns[Int(UInt(bitPattern: key.hashValue) % UInt(turns.count))].take {
      if let state = contents.withLock({ $0.states[key] }) { return state }
      let user = try load()
      let record = try Fit.fit(user.record, to: capabilities)
      let base = Base(server: server, incarnation: user.incarnation, revision: user.revision)
      let state = UserState(record: record, base: base).encoded()
      encodings.increment()
      keep(state, for: key)
      return state
    }
  }

  /// The state for one device that keeps own values: shared with nobody.
  func state(of target: Target, _ user: ServerUser) -> [UInt8] {
    let base = Base(server: server, incarnation: user.incarnation, revision: user.revision)
    return UserState(record: target.record, base: base).encoded()
  }

  private func keep(_ state: [UInt8], for key: Key) {
    contents.withLock { contents in
      if contents.bytes + state.count > Self.mostBytes { contents = Contents() }
      if contents.states.updateValue(state, forKey: key) == nil { contents.bytes += state.count }
    }
  }
}
