import LockstepStore
import Logging
import ServiceLifecycle

/// What is done now and then: the store drops what nobody needs any more (DEL-5, DEL-6), and devices' clocks are set once
/// a day (LOG-5). The first round comes after a pause, so that devices can connect after a start.
struct Housekeeping: Service {
  static let day: Int64 = 86_400_000

  let engine: Engine

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var clocksSetAt = engine.now()
      while !Task.isCancelled {
        do {
          try await Task.sleep(for: engine.configuration.housekeepingPause)
          clocksSetAt = try await doRound(clocksSetAt: clocksSetAt, at: engine.now())
        } catch is CancellationError {
          return
        } catch {
          engine.logger.error("housekeeping failed; trying again", metadata: ["error": "\(error)"])
        }
      }
    }
  }

  /// - Parameter clocksSetAt: Unix milliseconds of the last time.
  /// - Returns: when the clocks were set last.
  func doRound(clocksSetAt: Int64, at now: Int64) async throws -> Int64 {
    let online = engine.onlineDevices
    try await engine.committer.commit { try $0.tidy(online: online, at: now) }
    engine.eventSignal.notify()
    guard now - clocksSetAt >= Self.day else { return clocksSetAt }
    if try await engine.store.read({ try $0.setting(.setDeviceClocks) }) == "true" { engine.connections.setClocks() }
    return now
  }
}
