import Crypto

/// What happened in a world, line by line, and a hash over it: equal hashes of two processes prove that no decision hangs
/// on anything but the seed.
final class Trace {
  private let scheduler: Scheduler
  private let keepsLines: Bool
  private var hash = SHA256()
  private(set) var lines: [String] = []

  init(_ scheduler: Scheduler, keepsLines: Bool) {
    (self.scheduler, self.keepsLines) = (scheduler, keepsLines)
  }

  func note(_ line: @autoclosure () -> String) {
    let line = "\(scheduler.now - World.start) \(line())"
    hash.update(data: Array(line.utf8))
    if keepsLines { lines.append(line) }
  }

  /// Bytes that went over a link: they count, and are not shown.
  func note(bytes: [UInt8]) { hash.update(data: bytes) }

  var digest: String {
    hash.finalize().prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
