public import Foundation
import LockstepCore
import LockstepStore

/// A copy of everything that a server needs to be the same server again, for its devices too. It can be made while the
/// server runs.
public enum Backup {
  static let database = "lockstep.sqlite"

  /// - Parameters:
  ///   - data: the data directory.
  ///   - folder: where the backup is to be: a folder that does not exist yet, or an empty one.
  ///   - cost: log2 of the rounds of scrypt that a guess at the passphrase costs.
  ///   - progress: called now and then with the part of the database that is copied, 0 to 1.
  /// - Returns: what it has.
  /// - Throws: ``BackupError``, ``StoreError``; then there is no backup.
  public static func make(
    of data: URL, to folder: URL, passphrase: String, cost: UInt8 = 16, at now: Date = Date(),
    progress: @escaping (Double) -> Void = { _ in }
  ) throws -> BackupManifest {
    if let content = try? FileManager.default.contentsOfDirectory(atPath: folder.path), !content.isEmpty {
      throw BackupError(folder.path, "it is not empty: a backup never takes the place of another")
    }
    var keys = try keyFiles(of: data)
    guard let pem = keys[DataDirectory.authorityKeyFile],
      let authority = CertificateAuthority(privateKey: String(decoding: pem, as: UTF8.self))
    else { throw BackupError(DataDirectory.authorityKeyFile, "it is missing or no private key") }
    let part = folder.deletingLastPathComponent()
      .appendingPathComponent(".\(folder.lastPathComponent).part-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try FileManager.default.createDirectory(
        at: part, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw BackupError(part.path, "it cannot be made: \(error.localizedDescription)")
    }
    defer { try? FileManager.default.removeItem(at: part) }
    let copy = part.appendingPathComponent(database)
    try DatabaseCopy.make(of: data, at: copy, progress: progress)
    try DurableFile.protect(copy)
    let facts = try DatabaseCopy.check(copy)
    keys[DataKeyFiles.fileName] = try facts.keyID.map { Data(DataKeyFiles.bytes(of: try dataKey($0, of: data))) }
    guard let digest = FileDigest.of(copy) else { throw BackupError(copy.path, "it cannot be read back") }
    let time = now.formatted(.iso8601)
    let server = facts.server.bytes.hexadecimal
    let sealed = part.appendingPathComponent(SealedKeys.fileName)
    try OwnerFile(url: sealed).replace(
      SealedKeys(files: keys, database: digest, server: server, time: time).sealed(passphrase: passphrase, cost: cost))
    let manifest = BackupManifest(
      time: time, server: server, schema: facts.schema, authorityFingerprint: authority.fingerprint.hexadecimal,
      files: [database: digest, SealedKeys.fileName: FileDigest.of(sealed) ?? ""])
    try OwnerFile(url: part.appendingPathComponent(BackupManifest.fileName)).replace(Array(manifest.encoded()))
    // Onto an empty folder too; one that was filled meanwhile refuses.
    guard rename(part.path, folder.path) == 0 else {
      throw BackupError(folder.path, "it cannot be put in place: \(String(cString: strerror(errno)))")
    }
    try DurableFile.syncFolder(folder.deletingLastPathComponent())
    return manifest
  }

  /// That of the copy, which may be another one than it was before the copy was made.
  private static func dataKey(_ id: [UInt8], of data: URL) throws -> DataKey {
    guard let key = try DataKeyFiles(in: data).fitting(id) else {
      throw BackupError(
        DataKeyFiles.fileName,
        "it is missing, or not the key that the database is sealed with: nobody could read the copy")
    }
    return key
  }

  private static func keyFiles(of data: URL) throws -> [String: Data] {
    var keys: [String: Data] = [:]
    for name in DataDirectory.keyFiles {
      if let bytes = try OwnerFile(url: data.appendingPathComponent(name)).read() { keys[name] = Data(bytes) }
    }
    return keys.merging(MailTemplateFiles.read(in: data)) { key, _ in key }
  }
}
