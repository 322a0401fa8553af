public import Logging
import Metrics
public import NIOCore
import Synchronization

/// The door of one port: lets connections in within its limits, closes those that have to make room, and counts what was
/// refused.
public final class ConnectionGate: Sendable {
  private struct State {
    var table: ConnectionTable<ObjectIdentifier>
    var channels: [ObjectIdentifier: any Channel] = [:]
    var isStopping = false
  }

  private let port: PortName
  private let shared: SharedAddresses
  private let log: PacedLog<ConnectionRefusal>
  private let state: Mutex<State>
  private let start = NIODeadline.now()
  private let strangers: Gauge

  public init(port: PortName, limits: ConnectionLimits, logger: Logger) {
    self.port = port
    shared = limits.shared
    log = PacedLog(logger: logger)
    state = Mutex(State(table: ConnectionTable(limits: limits)))
    strangers = Gauge(label: "lockstep_strangers", dimensions: [("port", port.rawValue)])
    // An alert on a reason needs the series before it happens for the first time.
    for reason in port.refusals { _ = counter(reason) }
  }

  /// To be called once, before anything of the connection is read. When it ends it is forgotten.
  ///
  /// - Returns: why it is to be closed, and nil for one that is let in.
  public func admit(_ channel: any Channel) -> ConnectionRefusal? {
    let id = ObjectIdentifier(channel)
    let address = IPAddress(channel.remoteAddress)
    let single = address.flatMap { shared.contains($0) ? nil : PeerAddress($0) }
    let now = now
    let (refusal, replaced): (ConnectionRefusal?, (any Channel)?) = state.withLock { state in
      guard !state.isStopping else { return (.full, nil) }
      switch state.table.admit(id, from: single, at: now) {
      case .refused(let refusal): return (ConnectionRefusal(refusal), nil)
      case .admitted:
        state.channels[id] = channel
        return (nil, nil)
      case .replaces(let other):
        state.channels[id] = channel
        return (nil, state.channels.removeValue(forKey: other))
      }
    }
    if let replaced {
      refused(.madeRoom, replaced)
      replaced.close(promise: nil)
    }
    if let refusal {
      refused(refusal, channel)
      return refusal
    }
    channel.closeFuture.whenComplete { _ in self.forget(id) }
    tellStrangers()
    return nil
  }

  private func forget(_ id: ObjectIdentifier) {
    let now = now
    state.withLock { state in
      state.table.remove(id, at: now)
      state.channels[id] = nil
    }
    tellStrangers()
  }

  /// Where a connection comes from.
  func origin(of channel: any Channel) -> ConnectionOrigin {
    let now = now
    return state.withLock { $0.table.origin(of: ObjectIdentifier(channel), at: now) } ?? .anywhere
  }

  // MARK: What becomes of a connection

  /// Whether this connection could be known; if not it is counted.
  func hasRoom(_ channel: any Channel, as holder: String) -> Bool {
    let hasRoom = state.withLock { $0.table.hasRoom(ObjectIdentifier(channel), as: holder) }
    if !hasRoom { refused(.full, channel) }
    return hasRoom
  }

  /// Somebody who is known has proved to be at its other end: strangers' limits do not concern it any more.
  ///
  /// - Parameter holder: who that is, however many connections they have.
  /// - Returns: false if there is no room for one more who is known: it is a stranger.
  @discardableResult
  public func becomesKnown(_ channel: any Channel, as holder: String) -> Bool {
    let now = now
    let isKnown = state.withLock { $0.table.becomesKnown(ObjectIdentifier(channel), as: holder, at: now) }
    tellStrangers()
    return isKnown
  }

  /// Nobody has proved to be there any more.
  public func becomesStranger(_ channel: any Channel) {
    let now = now
    state.withLock { $0.table.becomesStranger(ObjectIdentifier(channel), at: now) }
    tellStrangers()
  }

  /// - Parameter claim: the device and its key; an older connection that waits with the same is closed.
  /// - Returns: false if too many wait already; it is counted.
  func becomesWaiting(_ channel: any Channel, as claim: String) -> Bool {
    let (id, now) = (ObjectIdentifier(channel), now)
    let (isLetIn, older): (Bool, (any Channel)?) = state.withLock { state in
      switch state.table.becomesWaiting(id, as: claim, at: now) {
      case .tooMany: (false, nil)
      case .waits: (true, nil)
      case .replaces(let other): (true, state.channels.removeValue(forKey: other))
      }
    }
    older?.close(promise: nil)
    if isLetIn { tellStrangers() } else { refused(.waiting, channel) }
    return isLetIn
  }

  /// A stranger has said something whole.
  func heard(_ channel: any Channel) {
    let now = now
    state.withLock { $0.table.heard(ObjectIdentifier(channel), at: now) }
  }

  /// A stranger begins or ends to be answered. To be called with each request, of whomever.
  public func set(_ channel: any Channel, isBusy: Bool) {
    let now = now
    state.withLock { $0.table.set(ObjectIdentifier(channel), isBusy: isBusy, at: now) }
  }

  /// Counts one that was put out for what it did.
  public func refused(_ reason: ConnectionRefusal, _ channel: any Channel) {
    counter(reason).increment()
    log.notice(
      "a connection was refused", reason,
      metadata: [
        "port": "\(port.rawValue)", "reason": "\(reason.words)", "from": "\(channel.remoteAddress?.ipAddress ?? "?")",
      ])
  }

  /// How many are connected.
  var count: Int { state.withLock { $0.table.count } }

  /// How many of them are of somebody who is known.
  var known: Int { state.withLock { $0.table.known } }

  /// How many of them are strangers that are being answered.
  var busyStrangers: Int { state.withLock { $0.table.busyStrangers } }

  // MARK: The end

  /// Lets nobody in any more.
  ///
  /// - Returns: who is there.
  func stop() -> [any Channel] {
    state.withLock { state in
      state.isStopping = true
      return Array(state.channels.values)
    }
  }

  private var now: Duration { .nanoseconds((NIODeadline.now() - start).nanoseconds) }

  private func tellStrangers() { strangers.record(state.withLock { $0.table.strangers }) }

  private func counter(_ reason: ConnectionRefusal) -> Counter {
    Counter(
      label: "lockstep_connections_refused_total", dimensions: [("port", port.rawValue), ("reason", reason.rawValue)])
  }
}

extension ConnectionRefusal {
  fileprivate init(_ refusal: ConnectionTable<ObjectIdentifier>.Refusal) {
    self =
      switch refusal {
      case .full: .full
      case .address: .address
      }
  }
}
