import Foundation
import LockstepCore
import LockstepStore
import Logging
import Synchronization
import Testing

@testable import LockstepServer

#if canImport(Glibc)
  import Glibc
#endif

/// Tells of every line that is logged.
private struct LineSignal: LogHandler {
  let lines: AsyncStream<Void>.Continuation
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .error

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { lines.yield() }
}

@Suite(.timeLimit(.minutes(1)))
struct CommitterTests {
  /// SQLite's lock for writers is byte 120 of the shared-memory file. The lock is one of an open file, not of the process,
  /// so that it stands against this very process as another one's would.
  private func lock(_ descriptor: Int32, _ type: Int32) throws {
    var range = flock()
    range.l_type = Int16(type)
    range.l_whence = Int16(SEEK_SET)
    range.l_start = 120
    range.l_len = 1
    let setOpenFileLock: Int32 = 37
    try #require(fcntl(descriptor, setOpenFileLock, &range) == 0)
  }

  @Test(
    "LOG-7, SEND-12 an operator's change goes before the logs that wait, and a transaction takes only so many of them")
  func operatorsFirst() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try Store.testing(in: directory)
    defer { try? store.close() }
    let committer = Committer(store: store, logger: Logger(label: "test"))
    let order = Mutex<[String]>([])
    let (news, new) = AsyncStream<Void>.makeStream()
    for number in 1...100 {
      committer.submit(weight: 256) { _ in
        order.withLock { $0.append("logs") }
      } completion: { _ in
        if number == 100 { new.finish() }
      }
    }
    committer.submit(patience: .seconds(10)) { _ in
      order.withLock { $0.append("operator") }
    } completion: { _ in
      order.withLock { $0.append("told") }
    }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await committer.run() }
      for await _ in news {}
      group.cancelAll()
    }
    let done = order.withLock { $0 }
    #expect(done.count == 102)
    #expect(done.first == "operator")
    // Told after the first transaction, which had room for few of the logs.
    #expect(try #require(done.firstIndex(of: "told")) <= Committer.mostWeight / 256 + 1)
  }

  @Test("FAIL-1 a database error is tried again until it is over; nothing is lost, and nothing is done twice")
  func triedAgain() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try Store.testing(in: directory)
    let descriptor = open(directory.appendingPathComponent("lockstep.sqlite-shm").path, O_RDWR | O_CLOEXEC)
    try #require(descriptor >= 0)
    // A file that is closed takes the process's other locks on it along, so the database is closed first.
    defer { close(descriptor) }
    defer { try? store.close() }
    let (lines, line) = AsyncStream<Void>.makeStream()
    let committer = Committer(store: store, logger: Logger(label: "test") { _ in LineSignal(lines: line) })
    let user = try UserID("17")
    try lock(descriptor, F_WRLCK)
    await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await committer.run() }
      group.addTask {
        for await _ in lines { break }
        try lock(descriptor, F_UNLCK)
      }
      // A device's job waits for as long as it takes; on a busy machine an operator would have given up.
      let refused = await withCheckedContinuation { answer in
        committer.submit {
          _ = try $0.addUser(UserRecord(id: user, name: "Ada Quill"), source: .operator("test"), at: 1)
        } completion: {
          answer.resume(returning: $0)
        }
      }
      #expect(refused == nil)
      group.cancelAll()
    }
    #expect(try await store.read { try $0.user(user) }?.record.name == "Ada Quill")
    #expect(try await store.read { try $0.head() } == 1)
  }

  @Test("FAIL-1 also when nobody waits any more, the database is tried until it can be written again")
  func triedForNobody() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try Store.testing(in: directory)
    let descriptor = open(directory.appendingPathComponent("lockstep.sqlite-shm").path, O_RDWR | O_CLOEXEC)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    defer { try? store.close() }
    let (lines, line) = AsyncStream<Void>.makeStream()
    let committer = Committer(
      store: store, logger: Logger(label: "test") { _ in LineSignal(lines: line, logLevel: .notice) })
    #expect(committer.canWrite)
    try lock(descriptor, F_WRLCK)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await committer.run() }
      let refused = await withCheckedContinuation { answer in
        committer.submit(patience: .milliseconds(1)) {
          _ = try $0.addUser(UserRecord(id: try UserID("17"), name: "Ada Quill"), source: .operator("test"), at: 1)
        } completion: {
          answer.resume(returning: $0)
        }
      }
      #expect(refused is Committer.TimedOut)
      #expect(!committer.canWrite)
      try lock(descriptor, F_UNLCK)
      for await _ in lines where committer.canWrite { break }
      group.cancelAll()
    }
    #expect(try await store.read { try $0.userCount() } == 0)
  }
}
