import HummingbirdCore
import LockstepServer
import Logging
import NIOCore

/// A connection of the HTTP port that has to pass the gate first.
struct GuardedChannel<Base: ServerChildChannel>: ServerChildChannel {
  typealias Value = Base.Value

  let base: Base
  let gate: ConnectionGate
  /// What one that is not let in is told; empty where it could not read it.
  let answer: [UInt8]

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    guard gate.admit(channel) != nil else { return base.setup(channel: channel, logger: logger) }
    return channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(RefusalAnswer(answer))
    }.flatMap {
      base.setup(channel: channel, logger: logger)
    }
  }

  func handle(value: Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
