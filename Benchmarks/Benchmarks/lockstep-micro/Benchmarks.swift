import Benchmark

/// What `swift package benchmark` runs. A name tells how much one time is for.
let benchmarks: @Sendable () -> Void = {
  // The first is needed by the form in which `lockstep-bench` reads them.
  Benchmark.defaultConfiguration = .init(
    metrics: [.throughput, .wallClock], warmupIterations: 3, maxDuration: .seconds(1), maxIterations: 100_000)
  Parts.register()
  StoreParts.register()
}
