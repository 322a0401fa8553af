import Foundation
import Synchronization

/// The processes that tests have started and that still run. They end with the test process, also where a test failed or
/// was cut off before it could end them.
public enum RunningProcesses {
  /// With the time of their start, which tells a process from a later one with its number.
  private static let started = Mutex<[Int32: String]>([:])
  /// Where `dev/run-tests` reads what a test process that crashed has left behind.
  private static let record = ProcessInfo.processInfo.environment["LOCKSTEP_TEST_PROCESSES"]
  private static let endsAllAtExit: Void = { atexit { RunningProcesses.endAll() } }()

  public static func add(_ identifier: Int32) {
    _ = endsAllAtExit
    guard let time = startTime(of: identifier) else { return }
    started.withLock { $0[identifier] = time }
    guard let record, let file = fopen(record, "a") else { return }
    defer { fclose(file) }
    fputs("\(identifier) \(time)\n", file)
  }

  public static func remove(_ identifier: Int32) { started.withLock { $0[identifier] = nil } }

  /// Ends a process and those that it started: a program such as `strace` leaves them behind.
  public static func end(_ identifier: Int32) {
    for child in children(of: identifier) { kill(child, SIGKILL) }
    kill(identifier, SIGKILL)
  }

  public static func children(of identifier: Int32) -> [Int32] {
    let list = try? String(contentsOfFile: "/proc/\(identifier)/task/\(identifier)/children", encoding: .utf8)
    return list?.split(separator: " ").compactMap { Int32($0) } ?? []
  }

  private static func endAll() {
    for (identifier, time) in started.withLock({ $0 }) where startTime(of: identifier) == time { end(identifier) }
  }

  /// Field 22 of its line in `/proc`.
  public static func startTime(of identifier: Int32) -> String? {
    let line = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)
    guard let line, let name = line.lastIndex(of: ")") else { return nil }
    let fields = line[line.index(after: name)...].split(separator: " ")
    return fields.count > 19 ? String(fields[19]) : nil
  }
}
