import Foundation

/// Lets a server's wall clock go faster than the true one; what it waits for takes as long as ever (`fast_clock.c`).
enum FastClock {
  struct NotBuilt: Error, CustomStringConvertible {
    let path: String

    var description: String { "there is no \(path); build the whole package of the benchmarks" }
  }

  /// What a process is started with.
  ///
  /// - Parameter rate: how many of its seconds pass in one.
  /// - Throws: ``NotBuilt`` if the library is not where this program is.
  static func environment(rate: Int) throws -> [String: String] {
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let library = program.deletingLastPathComponent().appendingPathComponent("libFastClock.so").path
    guard FileManager.default.fileExists(atPath: library) else { throw NotBuilt(path: library) }
    return ["LD_PRELOAD": library, "FAST_CLOCK_RATE": "\(rate)"]
  }
}
