import Foundation
import LockstepTesting

/// `lockstep serve` as a process on ports that the system chose.
final class ServerProcess: Sendable {
  let directory: URL
  let devicePort: Int
  let httpURL: String
  /// What it was started with, to start it again.
  let command: [String]
  private let process: ProcessHandle

  /// - Parameters:
  ///   - directory: the data directory.
  ///   - prefix: a program that runs it, e.g. `strace` with its arguments.
  ///   - earlier: a server that has ended, whose addresses it takes over.
  ///   - options: further ones of `serve`.
  static func start(
    in directory: URL, prefix: [String] = [], after earlier: ServerProcess? = nil, options: [String] = []
  ) async throws -> ServerProcess {
    let command = prefix + Self.command(in: directory, after: earlier) + options
    let process = try ProcessHandle(command)
    var devices: Int?
    for await line in process.lines {
      if line.hasPrefix("Devices: ") { devices = line.split(separator: ":").last.flatMap { Int($0) } }
      guard line.hasPrefix("HTTP: "), let devices else { continue }
      let server = ServerProcess(
        directory: directory, devicePort: devices, httpURL: String(line.dropFirst(6)), command: command,
        process: process)
      RunningProcesses.add(server.identifier)
      return server
    }
    throw NotStarted(errors: process.errors)
  }

  /// The program and its arguments.
  static func command(in directory: URL, after earlier: ServerProcess? = nil) -> [String] {
    let http = earlier.map { String($0.httpURL.dropFirst("http://".count)) } ?? "127.0.0.1:0"
    return [
      BuiltBinary.url.path, "serve", "--data-directory", directory.path,
      "--device-address", "127.0.0.1:\(earlier?.devicePort ?? 0)", "--http-address", http,
    ]
  }

  struct NotStarted: Error {
    let errors: String
  }

  private init(directory: URL, devicePort: Int, httpURL: String, command: [String], process: ProcessHandle) {
    self.directory = directory
    self.devicePort = devicePort
    self.httpURL = httpURL
    self.command = command
    self.process = process
  }

  /// What it has written to standard error.
  var errors: String { process.errors }
  var tokenFile: String { directory.appendingPathComponent("admin-token").path }
  /// Under a program such as `strace`, which keeps signals for itself, the server is its child.
  var identifier: Int32 {
    RunningProcesses.children(of: process.identifier).first ?? process.identifier
  }

  /// Runs a command that talks to this server.
  func run(_ arguments: String...) async throws -> BuiltBinary.Result {
    try await BuiltBinary.run(arguments + ["--server-url", httpURL, "--token-file", tokenFile])
  }

  /// SIGTERM, and waits for its end.
  ///
  /// - Returns: the exit code.
  @discardableResult
  func terminate() async -> Int32 { await process.end(SIGTERM, of: identifier) }

  /// SIGKILL: nothing of the process gets another turn.
  func kill() async { _ = await process.end(SIGKILL, of: identifier) }

  /// Resident memory, bytes.
  func memory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return (line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
  }
}

extension ServerProcess {
  /// A counter of `/metrics`, read with curl as a monitoring system would.
  func metric(_ name: String) async throws -> Int? {
    let curl = try ProcessHandle(["/usr/bin/curl", "--silent", "--fail", httpURL + "/metrics"])
    var value: Int?
    for await line in curl.lines where line.hasPrefix(name + " ") {
      value = line.split(separator: " ").last.flatMap { Double($0) }.map { Int($0) }
    }
    return value
  }
}
