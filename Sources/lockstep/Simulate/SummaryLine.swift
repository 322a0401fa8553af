import DeviceSimulator
import Foundation

/// What the doors do, in one line: written over in a terminal, else a line whenever something has changed.
struct SummaryLine: Sendable {
  let fleet: Fleet

  func show() async {
    let isTerminal = isatty(STDERR_FILENO) == 1
    var last = ""
    while !Task.isCancelled {
      let line = fleet.summary.description
      if isTerminal {
        StandardError.write("\r\u{1B}[K\(line)")
      } else if line != last {
        StandardError.write("\(line)\n")
      }
      last = line
      // Once a second is for people: nothing waits for this.
      try? await Task.sleep(for: .seconds(1))
    }
    if isTerminal { StandardError.write("\n") }
  }
}
