import Foundation
import Testing

/// Every scenario file, played by `lockstep simulate` against a server of its own.
@Suite(.timeLimit(.minutes(2)))
struct ScenarioTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/Scenarios")

  static var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".json") }
      .sorted()
  }

  @Test("there are scenario files") func some() { #expect(Self.names.count >= 9) }

  @Test("a scenario ends with 0, each of its expectations met", arguments: names)
  func plays(name: String) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-play-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let server = try await ServerProcess.start(in: directory)
    let file = Self.folder.appendingPathComponent(name).path
    let result = try await server.run(
      "simulate", "--server", "127.0.0.1:\(server.devicePort)", "--register", "--scenario", file)
    #expect(result.code == 0, "\(result.output)\(result.errors)")
    #expect(!result.output.contains("FAILED"))
    #expect(await server.terminate() == 0)
  }
}
