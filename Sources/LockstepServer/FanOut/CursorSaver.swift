import LockstepStore
import ServiceLifecycle

/// Saves the cursors that have moved, once a second, in one transaction.
struct CursorSaver: Service {
  let engine: Engine

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await Task.sleep(for: .seconds(1))
        save()
      }
    }
    save()
  }

  private func save() {
    engine.cursors.take { moved in
      guard !moved.isEmpty else { return }
      engine.committer.submit {
        try $0.saveCursors(moved)
      } completion: { [engine] _ in
        // Whoever waits for devices to catch up looks again.
        engine.eventSignal.notify()
      }
    }
  }
}
