import ServiceLifecycle

/// A service that ends some time after it was asked to, whoever it still waits for: a client that has stopped reading its
/// answer would hold up the end of the server for ever.
struct PromptService: Service {
  let service: any Service
  /// From the beginning of the graceful shutdown on.
  let limit: Duration

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await service.run() }
      group.addTask {
        try await gracefulShutdown()
        try await Task.sleep(for: limit)
      }
      try await group.next()
      group.cancelAll()
      while let result = await group.nextResult() {
        if case .failure(let error) = result, !(error is CancellationError) { throw error }
      }
    }
  }
}
