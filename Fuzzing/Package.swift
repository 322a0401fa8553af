// swift-tools-version: 6.2
import PackageDescription

// Built by dev/fuzz, which adds what instruments all code of it, the dependencies' too: -sanitize=fuzzer.
let package = Package(
  name: "lockstep-fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "lockstep", path: ".."), .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    // The C library's own account of memory, for Swift.
    .target(name: "AllocatedMemory"),
    .executableTarget(
      name: "lockstep-fuzz",
      dependencies: [
        "AllocatedMemory",
        .product(name: "LockstepInput", package: "lockstep"), .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
