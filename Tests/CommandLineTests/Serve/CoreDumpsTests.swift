import Foundation
import LockstepTesting
import Testing

@Suite("Core dumps", .timeLimit(.minutes(1)))
struct CoreDumpsTests {
  /// Soft and hard limit, as the system shows them.
  private static func limits(of process: String) throws -> [Substring] {
    let limits = try String(contentsOfFile: "/proc/\(process)/limits", encoding: .utf8)
    let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
    return Array(line.dropFirst("Max core file size".count).split(separator: " ").prefix(2))
  }

  /// Where the tests themselves may leave none, a server that forgets to forbid them would not be seen.
  private static let allowed = (try? limits(of: "self").last) != "0"

  @Test("a server may leave no core dump, although those who start it may", .enabled(if: allowed))
  func forbidden() async throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-core-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    let server = try await ServerProcess.start(in: url)
    #expect(try Self.limits(of: "\(server.identifier)") == ["0", "0"])
    #expect(await server.terminate() == 0)
  }
}
