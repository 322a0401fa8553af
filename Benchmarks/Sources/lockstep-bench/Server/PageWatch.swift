/// How long an operator waits for pages while something else goes on.
enum PageWatch {
  /// - Parameters:
  ///   - paths: asked for in turn, one after the other.
  ///   - pause: between two of them.
  static func during<Value: Sendable>(
    _ paths: [String], by caller: WebCaller, pause: Duration = .zero,
    _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> (value: Value, pages: Samples) {
    let isOver = EndSign()
    async let pages = watch(paths, caller, pause, isOver)
    let value: Value
    do {
      value = try await body()
    } catch {
      isOver.raise()
      throw error
    }
    isOver.raise()
    return (value, try await pages)
  }

  /// A number of times each, while nothing else goes on.
  static func idle(_ paths: [String], by caller: WebCaller, rounds: Int) async throws -> Samples {
    var samples = Samples()
    for _ in 0..<rounds { for path in paths { samples.add(try await caller.milliseconds(path)) } }
    return samples
  }

  private static func watch(
    _ paths: [String], _ caller: WebCaller, _ pause: Duration, _ isOver: EndSign
  ) async throws -> Samples {
    var samples = Samples()
    while !isOver.isRaised {
      for path in paths {
        samples.add(try await caller.milliseconds(path))
        if pause > .zero { try await Task.sleep(for: pause) }
      }
    }
    return samples
  }
}
