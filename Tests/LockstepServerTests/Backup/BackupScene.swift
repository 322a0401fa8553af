import DeviceProtocol
import Foundation
import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

@testable import LockstepServer

/// A data directory of a server with one user, and a backup of it.
struct BackupScene {
  let root = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-backup-\(UUID().uuidString)")
  static let passphrase = "a gate, a lamp and a key"
  var passphrase: String { Self.passphrase }
  let manifest: BackupManifest

  var data: URL { root.appendingPathComponent("data") }
  var backup: URL { root.appendingPathComponent("backup") }
  var target: URL { root.appendingPathComponent("target") }

  /// - Parameter body: gets the scene, whose files are then removed.
  static func run(_ body: (BackupScene) throws -> Void) throws {
    let scene = try BackupScene()
    defer { try? FileManager.default.removeItem(at: scene.root) }
    try body(scene)
  }

  private init() throws {
    let template = try Self.template.get()
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    for name in ["data", "backup"] {
      try FileManager.default.copyItem(
        at: template.folder.appendingPathComponent(name), to: root.appendingPathComponent(name))
    }
    manifest = template.manifest
  }

  /// Made once and copied for each test: a passphrase is slow on purpose.
  private static let template = Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "lockstep-backup-template-\(UUID().uuidString)")
    let data = folder.appendingPathComponent("data")
    try fill(data)
    let manifest = try Backup.make(
      of: data, to: folder.appendingPathComponent("backup"), passphrase: passphrase, cost: 10)
    return (folder: folder, manifest: manifest)
  }

  /// A data directory as a server leaves it.
  static func fill(_ url: URL) throws {
    let directory = try DataDirectory(url)
    defer { directory.release() }
    _ = try directory.authority()
    _ = try directory.administratorToken()
    let store = try open(url)
    try store.write { _ = try $0.addUser(try People.bruno(), source: .operator("test"), at: 1_800_000_000_000) }
    try store.close()
  }

  static func open(_ url: URL) throws -> Store {
    try Store.open(
      directory: url, identity: DataDirectory.newIdentity(), key: DataKeyFiles(in: url).key(for:),
      makeDigest: KeyedDigest.hmac(key:))
  }

  func file(_ name: String) -> URL { backup.appendingPathComponent(name) }

  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: file(name))) }

  func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: file(name)) }

  /// Changes the database by SQL and makes everything else fit to it again, as somebody with the passphrase could.
  func rewrite(_ sql: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
    process.arguments = [file("lockstep.sqlite").path, sql]
    try process.run()
    process.waitUntilExit()
    try rewriteKeys { _ in }
  }

  /// Changes the keys, and makes everything else fit to them and to the database.
  func rewriteKeys(_ change: (inout SealedKeys) -> Void) throws {
    let digest = try #require(FileDigest.of(file("lockstep.sqlite")))
    var keys = try SealedKeys(try bytes("keys.sealed"), passphrase: passphrase)
    keys.database = digest
    change(&keys)
    try write(keys.sealed(passphrase: passphrase, cost: 10), to: "keys.sealed")
    var manifest = manifest
    manifest.files = ["lockstep.sqlite": digest, "keys.sealed": try #require(FileDigest.of(file("keys.sealed")))]
    try write(Array(manifest.encoded()), to: "backup.json")
  }

  /// Everything below a folder, by its path in it.
  static func content(_ folder: URL) throws -> [String: Data] {
    guard let names = FileManager.default.enumerator(atPath: folder.path) else { return [:] }
    var content: [String: Data] = [:]
    for case let name as String in names {
      content[name] = FileManager.default.contents(atPath: folder.appendingPathComponent(name).path) ?? Data()
    }
    return content
  }
}
