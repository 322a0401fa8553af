// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "lockstep-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "lockstep", path: "..")],
  targets: [
    // The load harness: drives the built server, a process of its own.
    .executableTarget(
      name: "lockstep-bench",
      dependencies: [.product(name: "LockstepStore", package: "lockstep")],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
