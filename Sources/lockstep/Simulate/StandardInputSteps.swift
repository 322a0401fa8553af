import DeviceSimulator
import Foundation

/// Steps that are typed, one a line. A line that cannot be read, or a step that fails, is told and the next one is read.
struct StandardInputSteps: Sendable {
  let runner: ScenarioRunner
  let summary: SummaryLine

  func run() async {
    var number = 0
    for await line in lines() {
      number += 1
      summary.lineWasTyped()
      do {
        guard let step = try StepParser.parse(line, line: number) else { continue }
        tell("\(await runner.run(step))")
      } catch {
        tell("\(error)")
      }
    }
  }

  private func tell(_ report: String) {
    print(report)
    fflush(nil)
    summary.lineWasTold()
  }

  /// Reading blocks, so that it has a thread of its own, which ends with the input or the process. It reads past the C
  /// library's stream: that is locked while one waits for a line, and whoever flushes all streams, as the end of a process
  /// does, would wait for the next line too.
  private func lines() -> AsyncStream<String> {
    AsyncStream { continuation in
      Thread.detachNewThread {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var rest: [UInt8] = []
        while case let count = read(STDIN_FILENO, &buffer, buffer.count), count > 0 || (count < 0 && errno == EINTR) {
          rest += buffer.prefix(max(0, count))
          while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
            rest.removeFirst(end + 1)
          }
        }
        if !rest.isEmpty { continuation.yield(String(decoding: rest, as: UTF8.self)) }
        continuation.finish()
      }
    }
  }
}
