import Foundation

/// `lockstep serve` as a process.
final class BenchedServer {
  private let process = Process()
  let url: String
  let devicePort: Int
  private let directory: URL

  /// - Parameters:
  ///   - environment: beyond that of this process.
  ///   - tls: also on loopback; then nobody asks it over HTTP.
  /// - Throws: ``NotStarted`` if it ends before it says where it listens.
  init(binary: String, directory: URL, environment: [String: String] = [:], tls: Bool = false) throws {
    self.directory = directory
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: binary)
    process.arguments =
      [
        "serve", "--data-directory", directory.path, "--device-address", "127.0.0.1:0", "--http-address", "127.0.0.1:0",
        "--log-level", "error", "--new-authority",
      ] + (tls ? ["--tls"] : [])
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = output
    try process.run()
    StartedProcesses.add(process.processIdentifier)
    var text = ""
    while !text.contains("Authority: ") {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { throw NotStarted(output: text) }
      text += String(decoding: data, as: UTF8.self)
    }
    func value(_ name: String) -> Substring? {
      text.split(separator: "\n").first { $0.hasPrefix("\(name): ") }?.dropFirst(name.count + 2)
    }
    url = String(value("HTTP") ?? "")
    devicePort = value("Devices")?.split(separator: ":").last.flatMap { Int($0) } ?? 0
  }

  deinit { if process.isRunning { end() } }

  struct NotStarted: Error {
    let output: String
  }

  var id: Int32 { process.processIdentifier }

  /// Somebody with the token of the server's own command line.
  func commandLine() throws -> WebCaller {
    let token = try String(contentsOf: directory.appendingPathComponent("admin-token"), encoding: .utf8)
    let value = "Bearer \(token.trimmingCharacters(in: .whitespacesAndNewlines))"
    return WebCaller(url: url, headers: ["authorization": value])
  }

  /// An administrator, signed in at a browser.
  func administrator() async throws -> WebCaller {
    let commandLine = try self.commandLine()
    let body = #"{"name":"Bench \#(UUID().uuidString)","role":"administrator"}"#
    let added = try JSONDecoder().decode(
      Administrator.self, from: await commandLine.send("POST", "/api/v1/administrators", body).body)
    let link = try JSONDecoder().decode(
      Link.self, from: await commandLine.send("POST", "/api/v1/administrators/\(added.id)/link").body)
    return try await signIn(String(link.url.split(separator: "/").last ?? ""))
  }

  private struct Administrator: Decodable {
    let id: Int
  }

  private struct Link: Decodable {
    let url: String
  }

  private func signIn(_ token: String) async throws -> WebCaller {
    let body = #"{"token":"\#(token)","password":"a password for the bench"}"#
    let answer = try await WebCaller(url: url).send("POST", "/api/v1/sign-in/link", body)
    return WebCaller(url: url, headers: ["cookie": String((answer.cookie ?? "").prefix { $0 != ";" })])
  }

  func end() {
    process.terminate()
    process.waitUntilExit()
    StartedProcesses.remove(process.processIdentifier)
  }
}
