import Foundation

/// This program once more, as the other end of a bare measurement. It prints its port, and ends with its standard input.
final class PeerProcess {
  private let process = Process()
  private let input = Pipe()
  let port: Int

  struct NotStarted: Error {}

  init(_ arguments: String...) throws {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    StartedProcesses.add(process.processIdentifier)
    let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) else { throw NotStarted() }
    self.port = port
  }

  deinit { if process.isRunning { end() } }

  var id: Int32 { process.processIdentifier }

  func end() {
    process.terminate()
    process.waitUntilExit()
    StartedProcesses.remove(process.processIdentifier)
  }
}
