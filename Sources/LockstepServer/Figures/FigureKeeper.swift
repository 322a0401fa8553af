public import LockstepStore
import Logging
import ServiceLifecycle

/// Writes the figures of each minute into the database, where a day of them is kept.
struct FigureKeeper: Service {
  /// Of minutes.
  static let day: Int64 = 24 * 60

  let engine: Engine

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let now = engine.now()
        let minute = now / 60_000
        do {
          try await Task.sleep(for: .milliseconds((minute + 1) * 60_000 - now))
        } catch {
          break
        }
        await keep(minute)
      }
    }
    await keep(engine.now() / 60_000)
  }

  private func keep(_ minute: Int64) async {
    let figures = engine.metrics.figures.take(for: minute)
    do {
      try await engine.committer.commit { try $0.keep(figures, since: minute - Self.day) }
    } catch {
      engine.logger.warning("a minute's figures could not be kept", metadata: ["error": "\(error)"])
    }
  }
}

extension Engine {
  /// What happened in each minute of the last day, oldest first; the last one still runs.
  public func figures() async throws -> [StoredMinute] {
    let minute = now() / 60_000
    let kept = try await store.read { try $0.minutes(since: minute - FigureKeeper.day + 1) }
    return kept.filter { $0.minute != minute } + [metrics.figures.current(for: minute)]
  }
}
