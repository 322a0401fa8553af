import Foundation

/// How far the work on a large database is, on standard error; with a small one it is done before anybody could read it.
final class CopyProgress {
  private let isShown: Bool
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let what: String
  private var last = -1

  init(of file: URL, _ what: String = "database") {
    self.what = what
    let size = try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? UInt64
    isShown = (size ?? 0) > 64 << 20
  }

  func show(_ part: Double) {
    let percent = Int(part * 100)
    guard isShown, percent > last, isTerminal || percent >= last + 10 || percent == 100 else { return }
    last = percent
    StandardError.write(isTerminal ? "\r\u{1B}[K\(what): \(percent) %" : "\(what): \(percent) %\n")
    if isTerminal, percent == 100 { StandardError.write("\n") }
  }
}
