import Foundation
import Synchronization

/// A process whose lines of output are read as they come, and whose input can be written. It ends with its handle.
public final class ProcessHandle: Sendable {
  public let lines: AsyncStream<String>
  public let identifier: Int32
  private let input: FileHandle
  private let errorFile: URL
  private let ended: AsyncStream<Int32>
  private let hasEnded: Ended

  public init(_ command: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    errorFile = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-errors-\(UUID().uuidString)")
    try Data().write(to: errorFile)
    let errors = try FileHandle(forWritingTo: errorFile)
    // Foundation leaves it open in this process.
    defer { try? errors.close() }
    process.standardError = errors
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
      try? reader.close()
    }
    let (ended, end) = AsyncStream<Int32>.makeStream()
    self.ended = ended
    let hasEnded = Ended()
    self.hasEnded = hasEnded
    process.terminationHandler = {
      hasEnded.set()
      RunningProcesses.remove($0.processIdentifier)
      end.yield($0.terminationStatus)
      end.finish()
    }
    try process.run()
    identifier = process.processIdentifier
    RunningProcesses.add(identifier)
  }

  deinit {
    if !hasEnded.isSet { RunningProcesses.end(identifier) }
    try? input.close()
    try? FileManager.default.removeItem(at: errorFile)
  }

  public var errors: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }

  public func write(_ line: String) throws { try input.write(contentsOf: Data((line + "\n").utf8)) }

  /// Sends a signal and waits for the end.
  ///
  /// - Returns: the exit code, or the signal's number.
  public func end(_ signal: Int32, of process: Int32? = nil) async -> Int32 {
    _ = Foundation.kill(process ?? identifier, signal)
    for await code in ended { return code }
    return -1
  }

  private final class Ended: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .acquiring) }
    func set() { flag.store(true, ordering: .releasing) }
  }
}
