import Foundation
import LockstepTesting
import Testing

/// `lockstep simulate`, driven by steps on its standard input.
struct Simulate {
  let process: ProcessHandle
  private var lines: AsyncStream<String>.Iterator

  /// - Parameter server: HOST:PORT for devices.
  init(_ server: String, count: Int = 1, firstID: Int = 2001, _ options: [String] = []) throws {
    process = try ProcessHandle(
      [BuiltBinary.url.path, "simulate", "--server", server, "--count", "\(count)", "--first-id", "\(firstID)"]
        + options)
    lines = process.lines.makeAsyncIterator()
  }

  /// Doors of a server, which may be registered through its API.
  init(_ server: ServerProcess, count: Int, firstID: Int = 2001, _ options: [String] = []) throws {
    let api = ["--server-url", server.httpURL, "--token-file", server.tokenFile]
    try self.init("127.0.0.1:\(server.devicePort)", count: count, firstID: firstID, api + options)
  }

  func write(_ step: String) throws { try process.write(step) }

  /// Types a step, and expects that it goes well.
  mutating func expect(_ step: String) async throws {
    try write(step)
    try await expectReport(of: step)
  }

  mutating func expectReport(of step: String) async throws {
    let report = try #require(await lines.next(), "\(process.errors)")
    #expect(report.contains(step) && !report.contains("FAILED"), "\(report)")
  }

  mutating func nextReport() async throws -> String { try #require(await lines.next(), "\(process.errors)") }
}
