// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "lockstep",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "lockstep", targets: ["lockstep"]),
    // For Benchmarks, which is a package of its own.
    .library(name: "LockstepStore", targets: ["LockstepCore", "LockstepStore", "LockstepTesting"]),
    .library(name: "DeviceSimulator", targets: ["DeviceProtocol", "DeviceSimulator"]),
    // For Fuzzing, which is one too.
    .library(name: "LockstepInput", targets: ["LockstepCore", "DeviceProtocol", "AdminModel"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
  ],
  targets: [
    // Values and pure rules. Imports no package.
    .target(name: "LockstepCore"),

    // The wire and the two session machines, shared by server and simulator.
    .target(
      name: "DeviceProtocol",
      dependencies: [
        "LockstepCore",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["Protos/device.proto"]
    ),

    // The only importer of GRDB.
    .target(
      name: "LockstepStore",
      dependencies: [
        "LockstepCore",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "DequeModule", package: "swift-collections"),
      ]
    ),

    // The functions of libcurl that hand mails over, for Swift.
    .target(name: "SMTPClient", linkerSettings: [.linkedLibrary("curl")]),

    // Services at the edge: listener, ingest, pull, fan-out, mail.
    .target(
      name: "LockstepServer",
      dependencies: [
        "LockstepCore", "DeviceProtocol", "LockstepStore", "ConsoleFiles", "SMTPClient",
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]
    ),

    // Codable bodies of the HTTP API.
    .target(name: "AdminModel", exclude: ["openapi-routes.json"]),

    // What the console and the API serve as files, embedded in the binary: templates, texts, styles, scripts, manual.
    .target(name: "ConsoleFiles", exclude: ["files"]),

    // Hummingbird lives here and nowhere else.
    .target(
      name: "AdminAPI",
      dependencies: [
        "LockstepCore", "LockstepStore", "LockstepServer", "AdminModel", "ConsoleFiles",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]
    ),

    // Typed client of the HTTP API, used by the command line and by tests.
    .target(
      name: "AdminClient",
      dependencies: [
        "AdminModel",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]
    ),

    // Simulated devices on the real protocol.
    .target(
      name: "DeviceSimulator",
      dependencies: [
        "LockstepCore", "DeviceProtocol",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
      ]
    ),

    // A disk in memory whose power can be cut, as a virtual file system of SQLite: a table of C functions.
    .target(name: "SimulatedDisk", linkerSettings: [.linkedLibrary("sqlite3")]),

    // The whole engine under one seeded scheduler with virtual time, on a simulated disk. Not installed.
    .target(
      name: "LockstepSimulation",
      dependencies: [
        "LockstepCore", "LockstepStore", "LockstepServer", "DeviceProtocol", "DeviceSimulator", "SimulatedDisk",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "HeapModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Crypto", package: "swift-crypto"),
      ]
    ),

    // Runs the simulation by seed. Not installed.
    .executableTarget(
      name: "lockstep-simulation",
      dependencies: ["LockstepSimulation", .product(name: "ArgumentParser", package: "swift-argument-parser")]
    ),

    // Doubles, clocks, seeded generator, fixtures loader.
    .target(name: "LockstepTesting", dependencies: ["LockstepCore"]),

    .executableTarget(
      name: "lockstep",
      dependencies: [
        "LockstepCore", "DeviceProtocol", "LockstepStore", "LockstepServer", "AdminModel", "AdminAPI", "AdminClient",
        "DeviceSimulator",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]
    ),

    .testTarget(name: "LockstepCoreTests", dependencies: ["LockstepCore", "LockstepTesting"]),
    .testTarget(
      name: "DeviceProtocolTests",
      dependencies: [
        "DeviceProtocol", "LockstepCore", "LockstepTesting",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["python_device.py"]
    ),
    .testTarget(
      name: "LockstepStoreTests",
      dependencies: [
        "LockstepStore", "LockstepCore", "LockstepTesting",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]
    ),
    .testTarget(
      name: "LockstepServerTests",
      dependencies: ["LockstepServer", "LockstepStore", "DeviceProtocol", "LockstepCore", "LockstepTesting"]
    ),
    .testTarget(name: "AdminModelTests", dependencies: ["AdminModel"]),
    .testTarget(
      name: "DeviceSimulatorTests",
      dependencies: [
        "DeviceSimulator", "DeviceProtocol", "LockstepCore", "LockstepTesting",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]
    ),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "LockstepSimulation", "LockstepStore", "LockstepServer", "DeviceProtocol", "DeviceSimulator", "LockstepCore",
        "LockstepTesting",
        "lockstep-simulation",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]
    ),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "AdminAPI", "AdminClient", "AdminModel", "DeviceProtocol", "DeviceSimulator", "LockstepCore", "LockstepServer",
        "LockstepStore", "LockstepTesting",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
      ],
      exclude: ["Support/smtp_server.py"]
    ),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "AdminClient", "AdminModel", "DeviceSimulator", "LockstepCore", "LockstepTesting", "lockstep",
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      exclude: ["Crash/failing_disk.c"]
    ),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .treatAllWarnings(as: .error),
    ]
}
