/// How much memory a process takes while something goes on.
enum MemoryWatch {
  /// - Returns: how much more it took at most than in the beginning, MiB, looked at twenty times a second.
  static func during<Value: Sendable>(
    of id: Int32, _ body: () async throws -> Value
  ) async throws -> (value: Value, grown: Double) {
    let isOver = EndSign()
    async let most = watch(id, isOver)
    let value: Value
    do {
      value = try await body()
    } catch {
      isOver.raise()
      throw error
    }
    isOver.raise()
    return (value, try await most)
  }

  private static func watch(_ id: Int32, _ isOver: EndSign) async throws -> Double {
    let before = try ProcessUsage(of: id).residentBytes
    var most = before
    while !isOver.isRaised {
      most = max(most, try ProcessUsage(of: id).residentBytes)
      // A sample, not a wait for something.
      try await Task.sleep(for: .milliseconds(50))
    }
    return Double(most - before) / 1_048_576
  }
}
