import Logging
import NIOCore
import Synchronization

/// Tells of what strangers can cause as often as they like: each kind at most once a minute, with how many were left out.
final class PacedLog<Kind: Hashable & Sendable>: Sendable {
  private struct Told {
    var at: NIODeadline
    var untold = 0
  }

  private let logger: Logger
  private let told = Mutex<[Kind: Told]>([:])

  init(logger: Logger) { self.logger = logger }

  func notice(_ message: Logger.Message, _ kind: Kind, metadata: @autoclosure () -> Logger.Metadata) {
    let now = NIODeadline.now()
    let untold: Int? = told.withLock { told in
      if let last = told[kind], now - last.at < .minutes(1) {
        told[kind]?.untold += 1
        return nil
      }
      defer { told[kind] = Told(at: now) }
      return told[kind]?.untold ?? 0
    }
    guard let untold else { return }
    logger.notice(message, metadata: metadata().merging(["untold": "\(untold)"]) { $1 })
  }
}
