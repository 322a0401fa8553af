package import LockstepCore
package import LockstepStore
import Logging
import ServiceLifecycle

/// Lets devices be compared: those that were asked for, and those whose turn by the schedule has come; a few at a time, so
/// that a fleet of hundreds takes its time and normal traffic goes on (VERIFY-4).
struct CompareTurns: Service {
  let engine: Engine

  /// So many devices at a time.
  static let most = 8

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask {
          while !Task.isCancelled {
            try? await Task.sleep(for: engine.configuration.comparePause)
            engine.compareSignal.look()
          }
        }
        for await _ in engine.compareSignal.looks {
          do {
            try await begin(at: engine.now())
          } catch is CancellationError {
            break
          } catch {
            engine.logger.error("compares could not be begun; trying again", metadata: ["error": "\(error)"])
          }
        }
        group.cancelAll()
      }
    }
  }

  /// Asks for those that the schedule wants, and begins as many as may be under way.
  func begin(at now: Int64) async throws {
    let online = engine.onlineDevices
    let hasWork = try await engine.store.read {
      try !$0.scheduledCompares(at: now).isEmpty || $0.hasAskedCompares(online: online)
    }
    guard hasWork else { return }
    engine.wake(try await engine.committer.commit { try $0.takeCompareTurns(online: online, at: now) })
  }
}

extension WriteTransaction {
  /// - Returns: the devices whose turn it is now.
  package func takeCompareTurns(online: Set<DeviceID>, at now: Int64) throws -> [DeviceID] {
    for due in try reading.scheduledCompares(at: now) {
      try askCompares([due.device], isDeep: due.isDeep, .schedule, at: now)
    }
    return try beginCompares(online: online, most: CompareTurns.most)
  }
}

extension Engine {
  /// Something about compares has changed: whose turn it is is looked at.
  public func compareTurnsChanged() { compareSignal.look() }

  /// There is work for these devices alone.
  package func wake(_ devices: [DeviceID]) { for device in devices { connections.handle(of: device)?.wake() } }
}
