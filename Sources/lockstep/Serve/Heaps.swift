import Foundation

/// Where the C library's allocator takes memory from.
enum Heaps {
  /// `M_ARENA_MAX` of mallopt(3), whose header no Swift module has.
  private static let arenaMax: Int32 = -8
  private typealias Mallopt = @convention(c) (Int32, Int32) -> Int32

  /// As many heaps as there are processors. By itself each of up to eight times as many threads has one of its own, which
  /// keeps whatever that thread needed at most: a server whose work goes from thread to thread grows for hours.
  ///
  /// - Returns: false where the C library is none that knows this.
  @discardableResult
  static func share() -> Bool {
    guard let symbol = dlsym(nil, "mallopt") else { return false }
    // Safe: int mallopt(int, int) in every C library that has the name.
    let mallopt = unsafeBitCast(symbol, to: Mallopt.self)
    return mallopt(arenaMax, Int32(ProcessInfo.processInfo.activeProcessorCount)) == 1
  }
}
