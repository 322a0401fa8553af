import Foundation

/// Times of single parts, as `swift package benchmark` measures them: medians, each for what its name says.
struct MicroFigures {
  /// The package of the benchmarks.
  let package: String

  private struct Part: Decodable {
    let benchmark: String
    let secondaryMetrics: [String: Metric]
  }

  private struct Metric: Decodable {
    let scoreUnit: String
    let scorePercentiles: [String: Double]
  }

  struct NotMeasured: Error {
    let output: String
  }

  func measure() throws -> [Figure] {
    ProgressLine.tell("single parts")
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "swift", "package", "--package-path", package, "benchmark", "run", "--target", "lockstep-micro", "--no-progress",
      "--quiet", "--format", "jmh", "--path", "stdout",
    ]
    process.standardOutput = output
    process.standardError = FileHandle.standardError
    try process.run()
    StartedProcesses.add(process.processIdentifier)
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    StartedProcesses.remove(process.processIdentifier)
    let line = text.split(separator: "\n").first { $0.hasPrefix("[{") }
    guard process.terminationStatus == 0, let line else { throw NotMeasured(output: text) }
    return try JSONDecoder().decode([Part].self, from: Data(line.utf8)).compactMap(figure).sorted { $0.name < $1.name }
  }

  private func figure(_ part: Part) -> Figure? {
    guard let time = part.secondaryMetrics.first(where: { $0.key.hasPrefix("Time (wall clock)") })?.value,
      let median = time.scorePercentiles["50.0"], let name = part.benchmark.split(separator: ".", maxSplits: 3).last
    else { return nil }
    return Figure("part: \(name.replacingOccurrences(of: "_", with: " "))", median, time.scoreUnit)
  }
}
