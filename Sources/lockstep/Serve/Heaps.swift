import Foundation

/// Where the C library's allocator takes memory from.
enum Heaps {
  /// Options of mallopt(3), whose header no Swift module has.
  private enum Option: Int32 {
    case trimThreshold = -1
    case mmapThreshold = -3
    case arenaMax = -8
  }

  private typealias Mallopt = @convention(c) (Int32, Int32) -> Int32

  /// What a heap keeps at its end for the next one who asks, in bytes. By itself it is 128 KiB: what each look at the
  /// database takes is then given back to the system after it, and taken again, page by page, by the next.
  private static let kept: Int32 = 4 << 20

  /// As many heaps as there are processors. By itself each of up to eight times as many threads has one of its own, which
  /// keeps whatever that thread needed at most: a server whose work goes from thread to thread grows for hours.
  ///
  /// - Returns: false where the C library is none that knows this.
  @discardableResult
  static func share() -> Bool {
    guard let symbol = dlsym(nil, "mallopt") else { return false }
    // Safe: int mallopt(int, int) in every C library that has the name.
    let mallopt = unsafeBitCast(symbol, to: Mallopt.self)
    func set(_ option: Option, _ value: Int32) -> Bool { mallopt(option.rawValue, value) == 1 }
    // Larger blocks are the system's own, and go back at once. Fixed too, as the library moves both or none.
    let keeps = set(.trimThreshold, kept) && set(.mmapThreshold, kept)
    return set(.arenaMax, Int32(ProcessInfo.processInfo.activeProcessorCount)) && keeps
  }
}
