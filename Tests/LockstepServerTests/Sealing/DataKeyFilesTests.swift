import Foundation
import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

@testable import LockstepServer

struct DataKeyFilesTests {
  private func inFolder(_ body: (URL, DataKeyFiles) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-key-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder, DataKeyFiles(in: folder))
  }

  private func mode(_ file: URL) throws -> Int {
    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    return try #require(mode) & 0o777
  }

  @Test("SEC-5 the first key is made for its owner only, and is the same the next time")
  func first() throws {
    try inFolder { folder, files in
      let key = try files.key(for: nil)
      let file = folder.appendingPathComponent("data-key")
      #expect(try mode(file) == 0o600)
      #expect(try files.key(for: key.id).bytes == key.bytes && files.key(for: nil).bytes == key.bytes)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["data-key"])
      #expect(try String(contentsOf: file, encoding: .utf8).hasPrefix("lockstep-data-key-1 "))
    }
  }

  @Test("SEC-5 a key that others could read is kept to its owner")
  func openToOthers() throws {
    try inFolder { folder, files in
      let key = try files.key(for: nil)
      let file = folder.appendingPathComponent("data-key")
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
      #expect(try files.key(for: key.id).bytes == key.bytes)
      #expect(try mode(file) == 0o600)
    }
  }

  @Test(
    "SEC-5 a key that is missing, another one, or no key is refused by its file, with what to do, and stays as it is",
    arguments: [
      (nil, "is missing"), ("", "is no data key"), ("a gate, a lamp and a key\n", "is no data key"),
      ("lockstep-data-key-1 AAAA\n", "is no data key"),
      ("lockstep-data-key-1 \(Data(count: 32).base64EncodedString())\n", "is not the key that the database"),
    ] as [(String?, String)])
  func refused(content: String?, reason: String) throws {
    try inFolder { folder, files in
      let id = try #require(DataKey(Sample.pin(1))).id
      let file = folder.appendingPathComponent("data-key")
      if let content { try Data(content.utf8).write(to: file) }
      let error = #expect(throws: StoreError.self) { try files.key(for: id) }
      let text = try #require(error).description
      #expect(text.contains(file.path) && text.contains(reason) && text.contains("lockstep restore"))
      #expect(!text.contains("AAAA"))
      #expect(FileManager.default.contents(atPath: file.path) == content.map { Data($0.utf8) })
    }
  }

  @Test("SEC-5 after a rotation that was cut off the key that fits the database is used, and the other is removed")
  func interrupted() throws {
    try inFolder { folder, files in
      let first = try files.key(for: nil)
      let next = try files.makeNext()
      #expect(try mode(folder.appendingPathComponent("data-key.next")) == 0o600)
      #expect(try files.fitting(first.id)?.bytes == first.bytes && files.fitting(next.id)?.bytes == next.bytes)
      // Before the commit.
      #expect(try files.key(for: first.id).bytes == first.bytes)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["data-key"])
      // After it.
      let second = try files.makeNext()
      #expect(try files.key(for: second.id).bytes == second.bytes)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["data-key"])
      #expect(try files.key(for: second.id).bytes == second.bytes)
      #expect(throws: StoreError.self) { try files.key(for: first.id) }
    }
  }
}
