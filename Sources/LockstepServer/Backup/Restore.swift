import DeviceProtocol
public import Foundation
import LockstepCore
public import LockstepStore

/// A backup that was checked from end to end, ready to be put back.
public struct Restore: Sendable {
  public let manifest: BackupManifest
  public let facts: DatabaseCopy.Facts
  private let folder: URL
  private let keys: [String: Data]

  /// Checks that everything is there, unchanged, and fits together. Nothing is written.
  ///
  /// - Throws: ``BackupError``, ``StoreError``.
  public init(from folder: URL, passphrase: String) throws {
    let manifest = try BackupManifest.read(folder)
    for name in [Backup.database, SealedKeys.fileName] {
      guard let digest = FileDigest.of(folder.appendingPathComponent(name)) else {
        throw BackupError(name, "it is missing or cannot be read")
      }
      guard digest == manifest.files[name] else {
        throw BackupError(name, "it was changed or cut off since the backup was made")
      }
    }
    let sealed = try OwnerFile(url: folder.appendingPathComponent(SealedKeys.fileName)).read() ?? []
    let keys = try SealedKeys(sealed, passphrase: passphrase)
    guard keys.database == manifest.files[Backup.database], keys.server == manifest.server, keys.time == manifest.time
    else { throw BackupError(BackupManifest.fileName, "it does not belong to the keys of this backup") }
    guard let pem = keys.files[DataDirectory.authorityKeyFile],
      let authority = CertificateAuthority(privateKey: String(decoding: pem, as: UTF8.self)),
      authority.fingerprint.hexadecimal == manifest.authorityFingerprint
    else { throw BackupError(SealedKeys.fileName, "it does not have the key of the authority that backup.json names") }
    facts = try DatabaseCopy.check(folder.appendingPathComponent(Backup.database))
    guard facts.server.bytes.hexadecimal == manifest.server else {
      throw BackupError(Backup.database, "it is of another server than backup.json says")
    }
    if let id = facts.keyID {
      let key = keys.files[DataKeyFiles.fileName].flatMap { DataKeyFiles.key(in: Array($0)) }
      guard key?.id == id else {
        throw BackupError(
          SealedKeys.fileName, "it does not have the data key that the database is sealed with: nobody could read it")
      }
    }
    self.manifest = manifest
    self.folder = folder
    self.keys = keys.files
  }

  /// Puts it in the place of what a data directory has. The database is marked as restored (FAIL-3).
  ///
  /// - Parameter data: the data directory, whose lock is held: no server runs on it.
  /// - Returns: the folder where the replaced files are now; nil if there were none.
  /// - Throws: ``BackupError``, ``StoreError`` until everything is prepared: nothing was replaced. After that
  ///   ``Interrupted``: it leaves a mark, with which no server starts before the restore was repeated.
  public func replace(_ data: DataDirectory, at now: Date = Date()) throws -> URL? {
    let prepared = data.url.appendingPathComponent("restore.part")
    try? FileManager.default.removeItem(at: prepared)
    try FileManager.default.createDirectory(
      at: prepared, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: prepared) }
    for (name, content) in keys where DataDirectory.keyFiles.contains(name) || MailTemplateFiles.isTemplate(name) {
      let file = prepared.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      try OwnerFile(url: file).replace(Array(content))
    }
    try prepareDatabase(in: prepared, at: now)
    let mark = data.url.appendingPathComponent(DataDirectory.restoringFile)
    try OwnerFile(url: mark).replace(Array("a restore has begun\n".utf8))
    do {
      let replaced = try putAside(in: data.url, at: now)
      for name in try FileManager.default.contentsOfDirectory(atPath: prepared.path).sorted() {
        try DurableFile.move(prepared.appendingPathComponent(name), to: data.url.appendingPathComponent(name))
      }
      try giveToOwner(data.url)
      try DurableFile.syncFolder(data.url)
      try FileManager.default.removeItem(at: mark)
      try DurableFile.syncFolder(data.url)
      return replaced
    } catch {
      throw Interrupted(reason: "\(error)")
    }
  }

  /// The disk refused in the middle.
  public struct Interrupted: Error, CustomStringConvertible {
    let reason: String

    public var description: String {
      "the restore was interrupted (\(reason)). No server starts there until it was run again; "
        + "what was there is in the folder replaced-TIME"
    }
  }

  private func prepareDatabase(in prepared: URL, at now: Date) throws {
    let file = prepared.appendingPathComponent(Backup.database)
    do {
      try FileManager.default.copyItem(at: folder.appendingPathComponent(Backup.database), to: file)
    } catch {
      throw BackupError(Backup.database, "it cannot be copied: \(error.localizedDescription)")
    }
    guard FileDigest.of(file) == manifest.files[Backup.database] else {
      throw BackupError(Backup.database, "it was changed while it was copied")
    }
    let store = try Store.open(
      directory: prepared, identity: DataDirectory.newIdentity(), key: DataKeyFiles(in: prepared).key(for:),
      makeDigest: KeyedDigest.hmac(key:))
    let time = Int64(now.timeIntervalSince1970 * 1000)
    try store.write { [taken = manifest.time] in try $0.noteRestored(copyOf: taken, at: time) }
    try store.close()
    for name in try FileManager.default.contentsOfDirectory(atPath: prepared.path)
    where name.hasPrefix(Backup.database) {
      try DurableFile.protect(prepared.appendingPathComponent(name))
    }
  }

  /// Moves the database, the key files and the mail templates of now into a folder beside them.
  private func putAside(in data: URL, at now: Date) throws -> URL? {
    let files = FileManager.default
    let old = try files.contentsOfDirectory(atPath: data.path).filter {
      $0.hasPrefix(Backup.database) || $0.hasPrefix("lockstep-before-schema-") || DataDirectory.keyFiles.contains($0)
        || $0 == DataKeyFiles.nextFileName || $0 == MailTemplates.folder
    }
    guard !old.isEmpty else { return nil }
    let time = now.formatted(.iso8601.timeSeparator(.omitted).dateSeparator(.omitted))
    var folder = data.appendingPathComponent("replaced-\(time)")
    var number = 2
    while files.fileExists(atPath: folder.path) {
      folder = data.appendingPathComponent("replaced-\(time)-\(number)")
      number += 1
    }
    try files.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for name in old.sorted() {
      try DurableFile.move(data.appendingPathComponent(name), to: folder.appendingPathComponent(name))
    }
    try DurableFile.syncFolder(folder)
    return folder
  }

  /// Whoever restores as root does it for the user that the server runs as: the owner of the folder.
  private func giveToOwner(_ data: URL) throws {
    let attributes = try FileManager.default.attributesOfItem(atPath: data.path)
    guard geteuid() == 0, let user = attributes[.ownerAccountID] as? UInt32, user != 0,
      let group = attributes[.groupOwnerAccountID] as? UInt32
    else { return }
    for case let file as URL in FileManager.default.enumerator(at: data, includingPropertiesForKeys: nil) ?? .init() {
      // Never through a link: the owner of the folder could lead root to a file elsewhere.
      guard lchown(file.path, user, group) == 0 else {
        throw BackupError(file.path, "its owner cannot be set: \(String(cString: strerror(errno)))")
      }
    }
  }
}
