import Foundation
import LockstepTesting

/// The built `lockstep` as a process.
struct BuiltBinary {
  struct Result {
    let code: Int32
    let output: String
    let errors: String
  }

  /// It stands beside the test bundle in the build folder.
  static var url: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("lockstep")
  }

  static func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Result {
    try await run(arguments, environment: environment)
  }

  static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Result {
    try await run([url.path] + arguments, environment: environment, in: nil)
  }

  /// Runs a program to its end, or until the test is cut off. What it writes goes to files, so that no full pipe can hold
  /// it up.
  static func run(
    _ command: [String], environment: [String: String] = [:], in workingDirectory: URL?
  ) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (output, errors) = (folder.appendingPathComponent("output"), folder.appendingPathComponent("errors"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = workingDirectory
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Foundation leaves a process's files open as long as it lives, and keeps it for ever: too many open files in the end.
    let files = [try handle(output), try handle(errors)]
    (process.standardOutput, process.standardError) = (files[0], files[1])
    let (ended, end) = AsyncStream<Int32>.makeStream()
    process.terminationHandler = {
      RunningProcesses.remove($0.processIdentifier)
      end.yield($0.terminationStatus)
      end.finish()
    }
    defer { for file in files { try? file.close() } }
    try process.run()
    let identifier = process.processIdentifier
    RunningProcesses.add(identifier)
    for await code in ended { return Result(code: code, output: try text(output), errors: try text(errors)) }
    RunningProcesses.end(identifier)
    throw CancellationError()
  }

  private static func handle(_ file: URL) throws -> FileHandle {
    try Data().write(to: file)
    return try FileHandle(forWritingTo: file)
  }

  private static func text(_ file: URL) throws -> String { String(decoding: try Data(contentsOf: file), as: UTF8.self) }
}
