import Foundation
import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

@testable import LockstepServer

struct BackupTests {
  @Test("a backup has the database, the sealed keys and what it is, for its owner only; no key stands in it in clear")
  func content() throws {
    try BackupScene.run { scene in
      #expect(
        try Set(FileManager.default.contentsOfDirectory(atPath: scene.backup.path))
          == ["backup.json", "keys.sealed", "lockstep.sqlite"])
      for name in ["backup.json", "keys.sealed", "lockstep.sqlite"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: scene.file(name).path)
        #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o777 } == 0o600)
        #expect(scene.manifest.files[name] == (name == "backup.json" ? nil : FileDigest.of(scene.file(name))))
      }
      let folder = try FileManager.default.attributesOfItem(atPath: scene.backup.path)
      #expect((folder[.posixPermissions] as? Int).map { $0 & 0o777 } == 0o700)
      let data = try DataDirectory(scene.data)
      defer { data.release() }
      #expect(scene.manifest.authorityFingerprint == (try data.authorityFingerprint()).hexadecimal)
      // In pieces: where a form of a key is cut or escaped, one of them is still whole.
      let names = [DataDirectory.authorityKeyFile, DataKeyFiles.fileName, "admin-token"]
      let pieces = try names.flatMap { name in
        let bytes = Array(try Data(contentsOf: scene.data.appendingPathComponent(name)))
        return stride(from: 0, to: bytes.count - 12, by: 12).map { PlantedValue(name, Array(bytes[$0..<$0 + 12])) }
      }
      for (name, content) in try BackupScene.content(scene.backup) {
        let found = pieces.filter { $0.isIn(content) }
        #expect(found.isEmpty, "\(name)")
      }
    }
  }

  @Test("a backup takes no other's place, and leaves nothing half done")
  func refused() throws {
    try BackupScene.run { scene in
      let before = try BackupScene.content(scene.root)
      let taken = #expect(throws: BackupError.self) {
        try Backup.make(of: scene.data, to: scene.backup, passphrase: scene.passphrase, cost: 10)
      }
      #expect(taken?.reason.contains("not empty") == true)
      let short = #expect(throws: BackupError.self) {
        try Backup.make(of: scene.data, to: scene.target, passphrase: "too short")
      }
      #expect(short?.file == "the passphrase")
      #expect(throws: BackupError.self) {
        try Backup.make(of: scene.root, to: scene.target, passphrase: scene.passphrase, cost: 10)
      }
      try FileManager.default.removeItem(at: scene.data.appendingPathComponent("lockstep.sqlite"))
      #expect(throws: StoreError.self) {
        try Backup.make(of: scene.data, to: scene.target, passphrase: scene.passphrase, cost: 10)
      }
      let after = try BackupScene.content(scene.root)
      #expect(Set(after.keys) == Set(before.keys).subtracting(["data/lockstep.sqlite"]))
    }
  }

  @Test("a backup goes into an empty folder that somebody made for it")
  func emptyFolder() throws {
    try BackupScene.run { scene in
      try FileManager.default.createDirectory(at: scene.target, withIntermediateDirectories: true)
      _ = try Backup.make(of: scene.data, to: scene.target, passphrase: scene.passphrase, cost: 10)
      #expect(try Restore(from: scene.target, passphrase: scene.passphrase).facts.users == 1)
    }
  }
}
