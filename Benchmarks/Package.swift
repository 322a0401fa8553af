// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "lockstep-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "lockstep", path: ".."), .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // The load harness: drives the built server, a process of its own, and measures the limits of the machine beside it.
    .executableTarget(
      name: "lockstep-bench",
      dependencies: [
        .product(name: "LockstepStore", package: "lockstep"), .product(name: "DeviceSimulator", package: "lockstep"),
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"), .treatAllWarnings(as: .error),
      ])
  ],
  swiftLanguageModes: [.v6]
)
