import Foundation

/// How far the copy of a large database is, on standard error; a small one is done before anybody could read it.
final class CopyProgress {
  private let isShown: Bool
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var last = -1

  init(of file: URL) {
    let size = try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? UInt64
    isShown = (size ?? 0) > 64 << 20
  }

  func show(_ part: Double) {
    let percent = Int(part * 100)
    guard isShown, percent > last, isTerminal || percent >= last + 10 || percent == 100 else { return }
    last = percent
    StandardError.write(isTerminal ? "\r\u{1B}[Kdatabase: \(percent) %" : "database: \(percent) %\n")
    if isTerminal, percent == 100 { StandardError.write("\n") }
  }
}
