import Foundation
import LockstepStore
import Synchronization
import Testing

@testable import LockstepServer

/// How much of the disk files may take that come at the same time (SEC-4).
@Suite(.timeLimit(.minutes(1)))
struct UploadPlacesTests {
  @Test("SEC-4 a file that fills the disk is refused while it comes: what is left is the database's")
  func disk() async throws {
    try await TestServer.run { server in
      let project = try await server.addProject("North")
      let free = Mutex<Int64>(520_000_000)
      let folder = server.directory.appendingPathComponent("uploads")
      let file = try SpooledFile(
        in: folder, place: UploadPlaces().take(for: project), limit: AutoSync.largestFile
      ) {
        DiskSpace(free: free.withLock { $0 }, total: 1_000_000_000)
      }
      let piece = [UInt8](repeating: 0x2C, count: 1 << 20)
      for _ in 0..<16 {
        try file.append(piece)
        free.withLock { $0 -= 1 << 20 }
      }
      // 23 MB more have come, of this file and of others.
      free.withLock { $0 -= 7_000_000 }
      for _ in 0..<7 { try file.append(piece) }
      #expect(throws: AutoSyncError.noRoom(freeText: "496 MB")) { try file.append(piece) }
      #expect(throws: AutoSyncError.noRoom(freeText: "496 MB")) {
        try SpooledFile(in: folder, place: UploadPlaces().take(for: project), limit: 1) {
          DiskSpace(free: free.withLock { $0 }, total: 1_000_000_000)
        }
      }
    }
  }

  @Test("SEC-4 files of many projects at once: beyond so many in all the next is refused, until one is done")
  func inAll() async throws {
    try await TestServer.run { server in
      let sync = AutoSync(engine: server.engine, directory: server.directory)
      var files: [SpooledFile] = []
      for number in 1...4 {
        let project = try await server.addProject("P \(number)")
        for _ in 1...4 { files.append(try sync.spool(for: project)) }
        #expect(throws: AutoSyncError.tooMany(project: "P \(number)", limit: 4)) { try sync.spool(for: project) }
      }
      let last = try await server.addProject("Last")
      #expect(throws: AutoSyncError.tooManyInAll(limit: 16)) { try sync.spool(for: last) }
      files.removeFirst()
      files.append(try sync.spool(for: last))
      #expect(throws: AutoSyncError.tooManyInAll(limit: 16)) { try sync.spool(for: last) }
      // They have no names: whoever may look into the folder finds none of them.
      let folder = server.directory.appendingPathComponent("uploads").path
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }
}
