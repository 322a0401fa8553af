// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "lockstep-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "lockstep", path: ".."), .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    // The load harness: drives the built server, a process of its own.
    .executableTarget(
      name: "lockstep-bench",
      dependencies: [
        .product(name: "LockstepStore", package: "lockstep"), .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
