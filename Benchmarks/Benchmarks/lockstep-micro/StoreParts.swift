import BenchInputs
import Benchmark
import Foundation
import LockstepCore
import LockstepStore

/// Parts that need a database: a real one, on disk, in a folder that is removed in the end.
enum StoreParts {
  static func register() {
    Benchmark(
      "plan, 10000 people, 1 % changed",
      closure: { benchmark, bench in
        let matched = try bench.matched()
        benchmark.startMeasurement()
        blackHole(try bench.plan(matched))
      }, setup: { try PlanBench() }, teardown: ScratchFolder.remove)
    Benchmark(
      "one ingest transaction, 256 entries",
      closure: { benchmark, bench in
        let entries = bench.next()
        benchmark.startMeasurement()
        try bench.store(entries)
      }, setup: { try IngestBench() }, teardown: ScratchFolder.remove)
    Benchmark(
      "one merge transaction, enrolled at a door",
      closure: { benchmark, bench in
        let record = try bench.enrol()
        benchmark.startMeasurement()
        try bench.takeIn(record)
      }, setup: { try IngestBench() }, teardown: ScratchFolder.remove)
  }
}

/// Of this process.
enum ScratchFolder {
  private static var url: URL {
    FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-micro-\(getpid())")
  }

  static func make() throws -> URL {
    let folder = url.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return folder
  }

  @Sendable
  static func remove() { try? FileManager.default.removeItem(at: url) }
}
