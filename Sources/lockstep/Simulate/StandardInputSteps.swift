import DeviceSimulator
import Foundation

/// Steps that are typed, one a line. A line that cannot be read, or a step that fails, is told and the next one is read.
struct StandardInputSteps: Sendable {
  let runner: ScenarioRunner

  func run() async {
    var number = 0
    for await line in lines() {
      number += 1
      do {
        guard let step = try StepParser.parse(line, line: number) else { continue }
        print(await runner.run(step))
      } catch {
        print("\(error)")
      }
      fflush(nil)
    }
  }

  /// Reading blocks, so that it has a thread of its own; it ends with the input or the process.
  private func lines() -> AsyncStream<String> {
    AsyncStream { continuation in
      Thread.detachNewThread {
        while let line = readLine() { continuation.yield(line) }
        continuation.finish()
      }
    }
  }
}
