import Dispatch
import Foundation
import LockstepCore
import LockstepStore
import Synchronization
import Testing

@testable import LockstepServer

/// Short reads that share a snapshot (SEND-4).
@Suite(.timeLimit(.minutes(1)))
struct ShortReadsTests {
  private func run(_ body: (Store, ShortReads) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try Store.testing(in: directory)
    try await body(store, ShortReads(store: store))
  }

  private func head(_ reads: ShortReads) async throws -> Revision {
    try await withCheckedThrowingContinuation { continuation in
      reads.submit { snapshot in continuation.resume(with: Result { try snapshot.get().head() }) }
    }
  }

  @Test("SEND-4 each sees what was committed before it was asked for, also while an older snapshot is open")
  func fresh() async throws {
    try await run { store, reads in
      let (isOpen, mayEnd) = (AsyncStream.makeStream(of: Void.self), DispatchSemaphore(value: 0))
      reads.submit { _ in
        isOpen.continuation.yield()
        mayEnd.wait()
      }
      var opened = isOpen.stream.makeAsyncIterator()
      await opened.next()
      try store.write { _ = try $0.addUser(UserRecord(id: UserID("17")), source: .operator("test"), at: 1) }
      async let later = head(reads)
      mayEnd.signal()
      #expect(try await later == 1)
    }
  }

  @Test("SEND-4 of hundreds that come at once each is answered")
  func many() async throws {
    try await run { store, reads in
      try store.write { _ = try $0.addUser(UserRecord(id: UserID("17")), source: .operator("test"), at: 1) }
      let heads = try await withThrowingTaskGroup(of: Revision.self) { group in
        for _ in 0..<500 { group.addTask { try await self.head(reads) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(heads == Array(repeating: 1, count: 500))
    }
  }

  @Test("SEND-4 without a snapshot each hears of the error")
  func closed() async throws {
    try await run { store, reads in
      try store.close()
      await #expect(throws: (any Error).self) { try await head(reads) }
      await #expect(throws: (any Error).self) { try await head(reads) }
    }
  }
}
