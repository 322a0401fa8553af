import Foundation
import LockstepServer
import LockstepStore
import Testing

/// How much of the disk files may take that come at the same time (SEC-4).
@Suite(.timeLimit(.minutes(1)))
struct UploadPlacesTests {
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
