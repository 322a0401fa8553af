import LockstepStore
import Logging
import ServiceLifecycle

/// Goes on with erasing for good, as soon as somebody was erased and once a round of housekeeping: histories in small
/// transactions, then the log of the database, and the end once every device has confirmed.
struct ErasureTurns: Service {
  let engine: Engine

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask {
          while !Task.isCancelled {
            engine.erasureSignal.look()
            try? await Task.sleep(for: engine.configuration.housekeepingPause)
          }
        }
        for await _ in engine.erasureSignal.looks {
          do {
            try await doRound(at: engine.now())
          } catch is CancellationError {
            break
          } catch {
            engine.logger.error("erasing failed; trying again", metadata: ["error": "\(error)"])
          }
        }
        group.cancelAll()
      }
    }
  }

  /// Everything that can be done now. Others have the writer for most of the time.
  func doRound(at now: Int64) async throws {
    guard try await engine.store.read({ try $0.openErasures().count }) > 0 else { return }
    // The monitoring log has changed, and pages that show how far it is.
    defer { engine.eventSignal.notify() }
    while true {
      let start = engine.uptime()
      switch try await engine.committer.commit({ try $0.continueErasing(at: now) }) {
      case .more: try await Task.sleep(for: (engine.uptime() - start) * 4)
      case .emptyLog(let last):
        // Somebody is reading what was there before: the next round tries again.
        guard try await engine.store.emptyLog(in: engine.data) else { return }
        try await engine.committer.commit { try $0.logWasEmptied(through: last) }
      case .none: return
      }
    }
  }
}

extension Engine {
  /// Somebody was erased: what is left of them is looked for.
  public func erasuresChanged() { erasureSignal.look() }
}
