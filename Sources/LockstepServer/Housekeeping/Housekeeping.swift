import LockstepStore
import Logging
import ServiceLifecycle

/// What is done now and then: the store drops what nobody needs any more (DEL-5, DEL-6) and what is too old in the
/// monitoring log (LOG-2), and devices' clocks are set once a day (LOG-5). The first round comes after a pause, so that
/// devices can connect after a start; one that could not do everything is followed by the next one at once.
struct Housekeeping: Service {
  static let day: Int64 = 86_400_000

  let engine: Engine

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var (clocksSetAt, isDone) = (engine.now(), true)
      while !Task.isCancelled {
        do {
          if isDone { try await Task.sleep(for: engine.configuration.housekeepingPause) }
          isDone = true
          (clocksSetAt, isDone) = try await doRound(clocksSetAt: clocksSetAt, at: engine.now())
        } catch is CancellationError {
          return
        } catch {
          engine.logger.error("housekeeping failed; trying again", metadata: ["error": "\(error)"])
        }
      }
    }
  }

  /// - Parameter clocksSetAt: Unix milliseconds of the last time.
  /// - Returns: when the clocks were set last, and whether nothing is left that is too old.
  func doRound(clocksSetAt: Int64, at now: Int64) async throws -> (clocksSetAt: Int64, isDone: Bool) {
    let online = engine.onlineDevices
    let first = try await engine.committer.commit { try $0.tidy(online: online, at: now) }
    engine.eventSignal.notify()
    let isDone = try await dropOldEvents(goingOn: first, at: now)
    guard now - clocksSetAt >= Self.day else { return (clocksSetAt, isDone) }
    if try await engine.store.read({ try $0.setting(.setDeviceClocks) }) == "true" { engine.connections.setClocks() }
    return (now, isDone)
  }

  /// Goes on for a round's time at most, so that the rest of the work has its turn. Others have the writer for four fifths
  /// of that time, however many entries there are; where a step waits for them, that is part of it.
  private func dropOldEvents(goingOn first: RetentionStep, at now: Int64) async throws -> Bool {
    var step = first
    engine.metrics.removed(step.removed)
    let begun = engine.uptime()
    while let last = step.next, engine.uptime() - begun < engine.configuration.housekeepingPause {
      let asked = engine.uptime()
      let (next, took) = try await engine.committer.commit { [engine] transaction in
        let start = engine.uptime()
        return (try transaction.dropOldEvents(after: last, at: now), engine.uptime() - start)
      }
      step = next
      engine.metrics.removed(step.removed)
      try await Task.sleep(for: max(.zero, took * 5 - (engine.uptime() - asked)))
    }
    return step.next == nil
  }
}
