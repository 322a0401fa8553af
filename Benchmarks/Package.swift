// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"), .treatAllWarnings(as: .error),
]

let package = Package(
  name: "lockstep-benchmarks",
  platforms: [.macOS(.v15)],
  products: [.library(name: "FastClock", type: .dynamic, targets: ["FastClock"])],
  dependencies: [
    .package(name: "lockstep", path: ".."), .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // Without its traits: what counts allocations needs libraries of its own.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    // Invented people, files and data directories, for both.
    .target(
      name: "BenchInputs",
      dependencies: [
        .product(name: "LockstepStore", package: "lockstep"), .product(name: "DeviceSimulator", package: "lockstep"),
      ],
      swiftSettings: settings),
    // Put before the C library of a server whose clock is to go faster.
    .target(name: "FastClock"),
    // The load harness: drives the built server, a process of its own, and measures the limits of the machine beside it.
    .executableTarget(
      name: "lockstep-bench",
      dependencies: [
        "BenchInputs", .product(name: "LockstepStore", package: "lockstep"),
        .product(name: "DeviceSimulator", package: "lockstep"), .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    // One part at a time, without a server: `swift package --package-path Benchmarks benchmark`.
    .executableTarget(
      name: "lockstep-micro",
      dependencies: [
        "BenchInputs", .product(name: "LockstepStore", package: "lockstep"),
        .product(name: "DeviceSimulator", package: "lockstep"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      // Where its plugin looks.
      path: "Benchmarks/lockstep-micro",
      swiftSettings: settings, plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
