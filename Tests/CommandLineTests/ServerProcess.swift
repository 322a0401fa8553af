import Foundation
import Synchronization

/// `lockstep serve` as a process on ports that the system chose.
final class ServerProcess: Sendable {
  let directory: URL
  let devicePort: Int
  let httpURL: String
  private let process: ProcessHandle

  /// - Parameters:
  ///   - directory: the data directory.
  ///   - prefix: a program that runs it, e.g. `strace` with its arguments.
  ///   - earlier: a server that has ended, whose addresses it takes over.
  ///   - options: further ones of `serve`.
  static func start(
    in directory: URL, prefix: [String] = [], after earlier: ServerProcess? = nil, options: [String] = []
  ) async throws -> ServerProcess {
    let http = earlier.map { String($0.httpURL.dropFirst("http://".count)) } ?? "127.0.0.1:0"
    let arguments = [
      "serve", "--data-directory", directory.path, "--device-address", "127.0.0.1:\(earlier?.devicePort ?? 0)",
      "--http-address", http,
    ] + options
    let process = try ProcessHandle(prefix + [BuiltBinary.url.path] + arguments)
    var devices: Int?
    for await line in process.lines {
      if line.hasPrefix("Devices: ") { devices = line.split(separator: ":").last.flatMap { Int($0) } }
      guard line.hasPrefix("HTTP: "), let devices else { continue }
      return ServerProcess(
        directory: directory, devicePort: devices, httpURL: String(line.dropFirst(6)), process: process)
    }
    throw NotStarted(errors: process.errors)
  }

  struct NotStarted: Error {
    let errors: String
  }

  private init(directory: URL, devicePort: Int, httpURL: String, process: ProcessHandle) {
    self.directory = directory
    self.devicePort = devicePort
    self.httpURL = httpURL
    self.process = process
  }

  var tokenFile: String { directory.appendingPathComponent("admin-token").path }
  /// Under a program such as `strace`, which keeps signals for itself, the server is its child.
  var identifier: Int32 {
    let children = "/proc/\(process.identifier)/task/\(process.identifier)/children"
    let child = (try? String(contentsOfFile: children, encoding: .utf8))?.split(separator: " ").first
    return child.flatMap { Int32($0) } ?? process.identifier
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

/// A process whose lines of output are read as they come, and whose input can be written.
final class ProcessHandle: Sendable {
  let lines: AsyncStream<String>
  private let process: Mutex<Process>
  private let input: FileHandle
  private let errorFile: URL
  private let ended: AsyncStream<Int32>

  init(_ command: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    errorFile = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-errors-\(UUID().uuidString)")
    try Data().write(to: errorFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    let (output, standardInput) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardInput = standardInput
    input = standardInput.fileHandleForWriting
    let (lines, line) = AsyncStream<String>.makeStream()
    self.lines = lines
    let reader = output.fileHandleForReading
    // Reading blocks, so that it has a thread of its own; it ends with the process.
    Thread.detachNewThread {
      var rest = Data()
      while case let data = reader.availableData, !data.isEmpty {
        rest.append(data)
        while let end = rest.firstIndex(of: 0x0A) {
          line.yield(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
          rest = Data(rest[rest.index(after: end)...])
        }
      }
      line.finish()
    }
    let (ended, end) = AsyncStream<Int32>.makeStream()
    self.ended = ended
    process.terminationHandler = {
      end.yield($0.terminationStatus)
      end.finish()
    }
    try process.run()
    self.process = Mutex(process)
  }

  deinit {
    process.withLock { if $0.isRunning { _ = Foundation.kill($0.processIdentifier, SIGKILL) } }
    try? FileManager.default.removeItem(at: errorFile)
  }

  var identifier: Int32 { process.withLock { $0.processIdentifier } }

  var errors: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }

  func write(_ line: String) throws { try input.write(contentsOf: Data((line + "\n").utf8)) }

  func end(_ signal: Int32, of process: Int32? = nil) async -> Int32 {
    _ = Foundation.kill(process ?? identifier, signal)
    for await code in ended { return code }
    return -1
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
