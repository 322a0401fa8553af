import DeviceProtocol
public import LockstepCore
public import NIOCore
import NIOPosix
import Synchronization

/// A simulated door terminal: a ``DeviceMemory``, a link to the server on the real protocol, and people who use it.
///
/// Thousands of them share the loops of one event loop group; none has a thread or a task of its own. Every method may be
/// called from anywhere.
public final class SimulatedDevice: Sendable {
  public let id: DeviceID
  let loop: any EventLoop
  let options: DeviceOptions
  let file: MemoryFile?
  private let state: Mutex<DeviceState>
  private let linkBytes = Atomic(0)

  /// - Parameters:
  ///   - memory: what the device knows at its start.
  ///   - file: where the memory is kept from now on. Nothing of a change leaves the device before it is safe there.
  ///   - loop: the event loop of its connections.
  public init(
    memory: DeviceMemory, file: MemoryFile? = nil, on loop: any EventLoop, options: DeviceOptions = DeviceOptions()
  ) {
    id = memory.device
    self.loop = loop
    self.options = options
    self.file = file
    var state = DeviceState(memory)
    state.version = file == nil ? 0 : 1
    self.state = Mutex(state)
  }

  /// The device as it is now.
  public var snapshot: DeviceSnapshot { state.withLock { $0.snapshot } }

  /// How many bytes have gone over its links, in both directions, TLS not counted.
  public var bytesOnLinks: Int { linkBytes.load(ordering: .relaxed) }

  func count(bytes: Int) { linkBytes.add(bytes, ordering: .relaxed) }

  /// Its memory as it is now.
  public var memory: DeviceMemory { snapshot.memory }

  /// A second device with the same ID, key and memory, as an imitation or a cloned memory card would be.
  public func duplicate() -> SimulatedDevice {
    SimulatedDevice(memory: memory, on: loop, options: options)
  }

  /// Switches faults on and off.
  public func setFaults(_ change: (inout Faults) -> Void) {
    update { change(&$0.snapshot.faults) }
  }

  /// Changes the state, then tells those whose wait is over.
  @discardableResult
  func update<Result>(_ change: (inout DeviceState) -> Result) -> Result {
    let (result, satisfied) = state.withLock { state in
      let result = change(&state)
      return (result, state.takeSatisfied())
    }
    for continuation in satisfied { continuation.resume(returning: true) }
    return result
  }

  /// Changes the memory, keeps it safe if there is a file, and lets the link send what is new.
  @discardableResult
  func updateMemory<Result>(_ change: (inout DeviceMemory) -> Result) -> Result {
    let (result, channel) = update { state in
      (state.changeMemory(change), state.channel)
    }
    save()
    channel?.pipeline.fireUserInboundEventTriggered(LinkCommand.pump)
    return result
  }
}
