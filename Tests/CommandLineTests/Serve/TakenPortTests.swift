import Foundation
import Testing

/// 8080 is taken on many a machine.
@Suite("A port that is taken", .timeLimit(.minutes(1)))
struct TakenPortTests {
  @Test("serve ends with 1 and names address and reason", arguments: ["--http-address", "--device-address"])
  func refused(option: String) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-taken-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try await ServerProcess.start(in: folder.appendingPathComponent("first"))
    let taken = "127.0.0.1:\(server.devicePort)"
    let other = option == "--http-address" ? "--device-address" : "--http-address"
    let clock = ContinuousClock()
    var result: BuiltBinary.Result?
    let taking = try await clock.measure {
      result = try await BuiltBinary.run(
        "serve", "--data-directory", folder.appendingPathComponent("second").path, option, taken, other, "127.0.0.1:0")
    }
    #expect(result?.code == 1)
    let words = "lockstep: \(option.dropFirst(2)) \(taken): the address is in use by another program"
    #expect(result?.errors.contains(words) == true, "\(result?.errors ?? "")")
    #expect(result?.output == "")
    // A second for the refusal, and one for the start of the process on a busy machine.
    #expect(taking < .seconds(2))
    #expect(await server.terminate() == 0)
  }
}
