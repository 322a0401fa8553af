import Foundation
import LockstepStore
import Logging
import ServiceLifecycle

/// Looks every minute whether something holds of which somebody chose to be told by e-mail.
struct NotificationWatch: Service {
  private static let pause = Duration.seconds(60)

  let engine: Engine
  /// The data directory.
  let data: URL

  func run() async throws {
    await cancelWhenGracefulShutdown {
      // The first look comes after a pause, so that devices can connect after a start.
      while (try? await Task.sleep(for: Self.pause)) != nil {
        do {
          try await look(at: engine.now())
        } catch {
          guard !Task.isCancelled else { return }
          engine.logger.error("looking for what people are told of failed", metadata: ["error": "\(error)"])
        }
      }
    }
  }

  func look(at now: Int64) async throws {
    let online = engine.onlineDevices
    let found = try await engine.store.read { try $0.causes(online: online, at: now) } + disk(at: now)
    try await engine.committer.commit { try $0.tell(found, at: now) }
    engine.mail.look()
  }

  private func disk(at now: Int64) -> [Cause] {
    guard let space = DiskSpace(at: data), space.isLow else { return [] }
    return [Cause(.diskNearlyFull, since: now, amount: space.freeText)]
  }
}
