import Foundation
import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

@testable import LockstepServer

struct DataKeyRotationTests {
  @Test("SEC-5 a rotation makes another key, with which everything opens, and leaves one file")
  func rotated() throws {
    try BackupScene.run { scene in
      let file = scene.data.appendingPathComponent("data-key")
      let before = try Data(contentsOf: file)
      let data = try DataDirectory(scene.data)
      defer { data.release() }
      var last = 0.0
      #expect(try DataKeyRotation.run(data) { last = $0 })
      #expect(last == 1)
      #expect(try Data(contentsOf: file) != before)
      #expect(!FileManager.default.fileExists(atPath: file.path + ".next"))
      let store = try BackupScene.open(scene.data)
      #expect(try store.read { try $0.userCount() } == 1)
      try store.close()
    }
  }

  @Test(
    "SEC-5 what root rotates is for the owner of the folder, as whom the server runs",
    .enabled(if: geteuid() == 0, "only root can give files away"))
  func byRoot() throws {
    try BackupScene.run { scene in
      let names = try FileManager.default.contentsOfDirectory(atPath: scene.data.path)
      for path in [scene.data.path] + names.map({ scene.data.appendingPathComponent($0).path }) {
        #expect(chown(path, 61_234, 61_235) == 0)
      }
      let data = try DataDirectory(scene.data)
      #expect(try DataKeyRotation.run(data))
      data.release()
      let left = try FileManager.default.contentsOfDirectory(atPath: scene.data.path)
      #expect(left.contains("data-key"))
      for name in left {
        var facts = stat()
        #expect(stat(scene.data.appendingPathComponent(name).path, &facts) == 0)
        #expect(facts.st_uid == 61_234 && facts.st_gid == 61_235, "\(name)")
      }
    }
  }

  @Test("SEC-5 where there is no database, or its key is missing, nothing is made")
  func refused() throws {
    try BackupScene.run { scene in
      let empty = try DataDirectory(scene.target)
      defer { empty.release() }
      #expect(throws: StoreError.self) { try DataKeyRotation.run(empty) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: scene.target.path) == ["lock"])
      try FileManager.default.removeItem(at: scene.data.appendingPathComponent("data-key"))
      let data = try DataDirectory(scene.data)
      defer { data.release() }
      let error = #expect(throws: StoreError.self) { try DataKeyRotation.run(data) }
      #expect(error?.description.contains("data-key is missing") == true)
      let names = try FileManager.default.contentsOfDirectory(atPath: scene.data.path)
      #expect(!names.contains { $0.hasPrefix("data-key") })
    }
  }

  @Test("SEC-5 a backup has the data key of its database under the passphrase, also in the middle of a rotation")
  func backup() throws {
    try BackupScene.run { scene in
      let key = try Data(contentsOf: scene.data.appendingPathComponent("data-key"))
      let keys = try SealedKeys(try scene.bytes("keys.sealed"), passphrase: scene.passphrase)
      #expect(keys.files["data-key"] == key)
      // The database names the next key, and its file has not yet taken the place of the other.
      let files = DataKeyFiles(in: scene.data)
      let store = try BackupScene.open(scene.data)
      try store.reseal(with: files.makeNext())
      try store.close()
      let next = try Data(contentsOf: scene.data.appendingPathComponent("data-key.next"))
      let folder = scene.root.appendingPathComponent("second")
      _ = try Backup.make(of: scene.data, to: folder, passphrase: scene.passphrase, cost: 10)
      let sealed = try Data(contentsOf: folder.appendingPathComponent("keys.sealed"))
      #expect(try SealedKeys(Array(sealed), passphrase: scene.passphrase).files["data-key"] == next)
      // Neither fits any more.
      for name in ["data-key", "data-key.next"] {
        try FileManager.default.removeItem(at: scene.data.appendingPathComponent(name))
      }
      let third = scene.root.appendingPathComponent("third")
      let error = #expect(throws: BackupError.self) {
        try Backup.make(of: scene.data, to: third, passphrase: scene.passphrase, cost: 10)
      }
      #expect(error?.file == "data-key" && !FileManager.default.fileExists(atPath: third.path))
    }
  }
}
