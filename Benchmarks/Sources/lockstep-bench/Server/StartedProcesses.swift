import Foundation
import Synchronization

/// The processes that this one has started. None outlives it, also when it is told to end.
enum StartedProcesses {
  private static let running = Mutex<Set<Int32>>([])

  static func add(_ id: Int32) { running.withLock { _ = $0.insert(id) } }

  static func remove(_ id: Int32) { running.withLock { _ = $0.remove(id) } }

  /// On Control-C, and when it is asked to end.
  static func endWithThisOne() {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        // Holds the source too, which would be gone otherwise.
        source.cancel()
        for id in running.withLock({ $0 }) { kill(id, SIGTERM) }
        exit(128 + number)
      }
      source.resume()
    }
  }
}
