import DeviceSimulator
import Foundation
import LockstepCore
import LockstepTesting
import Testing

/// `lockstep serve` beyond loopback, and with own certificates.
@Suite(.timeLimit(.minutes(2)))
struct SecurePortTests {
  private struct Place {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-ports-\(UUID().uuidString)")
    var data: URL { root.appendingPathComponent("data") }

    init() throws { try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true) }

    func path(_ name: String) -> String { root.appendingPathComponent(name).path }

    func remove() { try? FileManager.default.removeItem(at: root) }
  }

  @Test(
    "SEC-1 beyond loopback TLS is spoken, unless plain text is switched on by name",
    arguments: [
      (["--device-address", "0.0.0.0:0", "--http-address", "0.0.0.0:0"], "tls://0.0.0.0:", "https://0.0.0.0:"),
      (["--device-address", "127.0.0.1:0", "--http-address", "0.0.0.0:0"], "tcp://127.0.0.1:", "https://0.0.0.0:"),
      (
        ["--device-address", "127.0.0.1:0", "--http-address", "[::1]:0", "--tls"], "tls://127.0.0.1:", "https://[::1]:"
      ),
      (
        ["--device-address", "0.0.0.0:0", "--http-address", "0.0.0.0:0", "--allow-plain-text"], "tcp://0.0.0.0:",
        "http://0.0.0.0:"
      ),
    ])
  func schemes(options: [String], devices: String, web: String) async throws {
    let place = try Place()
    defer { place.remove() }
    let server = try ProcessHandle([BuiltBinary.url.path, "serve", "--data-directory", place.data.path] + options)
    var lines: [String] = []
    for await line in server.lines {
      lines.append(line)
      if line.hasPrefix("Authority: ") { break }
    }
    #expect(await server.end(SIGTERM) == 0)
    #expect(lines.count == 3)
    #expect(lines.first?.hasPrefix("Devices: \(devices)") == true)
    #expect(lines.dropFirst().first?.hasPrefix("HTTP: \(web)") == true)
    #expect(lines.last?.count == "Authority: ".count + 64)
  }

  @Test(
    "SEC-4 options that exclude each other or need each other are named, and so is a certificate that cannot be used")
  func refused() async throws {
    let place = try Place()
    defer { place.remove() }
    let both = try await BuiltBinary.run("serve", "--data-directory", place.data.path, "--tls", "--allow-plain-text")
    #expect(both.code == 64 && both.errors.contains("exclude each other"))
    let half = try await BuiltBinary.run("serve", "--data-directory", place.data.path, "--certificate-file", "x.pem")
    #expect(half.code == 64 && half.errors.contains("belong together"))
    #expect(!FileManager.default.fileExists(atPath: place.data.path))
    let missing = try await BuiltBinary.run(
      "serve", "--data-directory", place.data.path, "--device-address", "127.0.0.1:0", "--http-address", "127.0.0.1:0",
      "--certificate-file", place.path("own.pem"), "--private-key-file", place.path("own-key.pem"))
    #expect(missing.code == 1 && missing.errors.contains("\(place.path("own.pem")): it cannot be read"))
  }

  @Test("SEC-1 a server whose authority's key is lost does not start with another by itself")
  func lostKey() async throws {
    let place = try Place()
    defer { place.remove() }
    #expect(await (try ServerProcess.start(in: place.data)).terminate() == 0)
    try FileManager.default.removeItem(at: place.data.appendingPathComponent("authority-key.pem"))
    let refused = try await BuiltBinary.run(
      "serve", "--data-directory", place.data.path, "--device-address", "127.0.0.1:0", "--http-address", "127.0.0.1:0")
    #expect(refused.code == 1 && refused.errors.contains("authority-key.pem is missing"))
    let server = try await ServerProcess.start(in: place.data, options: ["--new-authority"])
    #expect(await server.terminate() == 0)
  }

  @Test("SEC-1 simulated doors speak TLS, keep their pin with their memory, and a scenario runs over it")
  func scenario() async throws {
    let place = try Place()
    defer { place.remove() }
    let server = try await ServerProcess.start(in: place.data, options: ["--tls"])
    let scenario = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/Scenarios/enrolled-everywhere.json").path
    let doors = [
      "simulate", "--server", "127.0.0.1:\(server.devicePort)", "--tls", "--scenario", scenario,
      "--register", "--state", place.path("doors"), "--server-url", server.httpURL, "--token-file", server.tokenFile,
    ]
    let played = try await BuiltBinary.run(doors)
    #expect(played.code == 0, "\(played.output)\(played.errors)")
    let memory = try String(contentsOfFile: place.path("doors/device-1001.json"), encoding: .utf8)
    #expect(memory.contains("pinnedAuthority"))
    #expect(await server.terminate() == 0)
  }
}
