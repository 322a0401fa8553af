import LockstepStore
import ServiceLifecycle

/// Saves the cursors that have moved, once a second, in one transaction.
struct CursorSaver: Service {
  let engine: Engine

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await Task.sleep(for: .seconds(1))
        engine.saveCursors()
      }
    }
    engine.saveCursors()
  }
}

extension Engine {
  /// The cursors that have moved since the last call.
  package func saveCursors() {
    cursors.take { moved in
      guard !moved.isEmpty else { return }
      committer.submit {
        try $0.saveCursors(moved)
      } completion: { [self] _ in
        // Whoever waits for devices to catch up looks again.
        eventSignal.notify()
      }
    }
  }
}
