import DeviceSimulator
import Foundation
import Synchronization

/// What the doors do, in one line whenever something has changed. In a terminal it is written over, one line above the
/// place where steps are typed, so that neither is written into the other.
final class SummaryLine: Sendable {
  private let fleet: Fleet
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let state = Mutex(State())

  private struct State {
    var last = ""
    /// Whether the line is the one right above the cursor.
    var isAbove = false
    /// Between a step's line and its report.
    var isBusy = false
  }

  init(fleet: Fleet) { self.fleet = fleet }

  func show() async {
    while !Task.isCancelled {
      let line = fleet.summary.description
      state.withLock { write(line, &$0) }
      // Once a second is for people: nothing waits for this.
      try? await Task.sleep(for: .seconds(1))
    }
  }

  /// The cursor has moved on by a line.
  func lineWasTyped() {
    state.withLock {
      $0.isAbove = false
      $0.isBusy = true
    }
  }

  func lineWasTold() {
    state.withLock {
      $0.isBusy = false
      if isTerminal { $0.last = "" }
    }
  }

  private func write(_ line: String, _ state: inout State) {
    guard line != state.last, !(isTerminal && state.isBusy) else { return }
    state.last = line
    if isTerminal, state.isAbove {
      StandardError.write("\u{1B}7\u{1B}[1A\r\u{1B}[K\(line)\u{1B}8")
    } else {
      StandardError.write("\(line)\n")
      state.isAbove = true
    }
  }
}
