/// How much memory a process takes while something goes on.
struct MemoryWatch {
  private let most: Task<Double, any Error>
  private let isOver = EndSign()

  init(of id: Int32) {
    let isOver = isOver
    most = Task {
      let before = try ProcessUsage(of: id).residentBytes
      var most = before
      while !isOver.isRaised {
        most = max(most, try ProcessUsage(of: id).residentBytes)
        try await Task.sleep(for: .milliseconds(50))
      }
      return Double(most - before) / 1_048_576
    }
  }

  /// - Returns: how much more it took at most than in the beginning, MiB.
  func end() async throws -> Double {
    isOver.raise()
    return try await most.value
  }
}
