public import Foundation
import LockstepCore
public import LockstepStore

/// The file with the key that the database is sealed with (SEC-5), beside the database and never in it; and the key of the
/// next one while a rotation is under way.
public struct DataKeyFiles: Sendable {
  public static let fileName = "data-key"
  static let nextFileName = "data-key.next"
  /// Before the key, Base64: nobody takes another file for one.
  private static let beginning = "lockstep-data-key-1 "

  private let folder: URL

  public init(in folder: URL) { self.folder = folder }

  /// The key that a database is opened with: a new one, durable before anything is sealed with it, where nothing is sealed
  /// yet. After a rotation that was interrupted it is the one that fits, which then takes its place.
  ///
  /// - Parameter id: that the database names; nil where nothing is sealed.
  /// - Throws: ``StoreError/unusable(_:)`` if the key is missing, cannot be read, or is another one.
  public func key(for id: [UInt8]?) throws -> DataKey {
    let (current, next) = (try read(Self.fileName), try readNext())
    guard let id else { return try current ?? make() }
    if let current, current.id == id {
      try removeNext()
      return current
    }
    if let next, next.id == id {
      try useNext()
      return next
    }
    // Nobody is to restore for a key that lies here and cannot be read.
    if next == nil { _ = try read(Self.nextFileName) }
    let path = folder.appendingPathComponent(Self.fileName).path
    guard current != nil else {
      throw StoreError.unusable(
        "\(path) is missing: the database is sealed with this key, and nobody can read it without. \(Self.remedy)")
    }
    throw StoreError.unusable("\(path) is not the key that the database is sealed with. \(Self.remedy)")
  }

  private static let remedy =
    "Put the key of this database back, from where you keep it, or key and database from a backup with "
    + "`lockstep restore`"

  /// The key that fits a database, without changing anything; nil if there is none.
  func fitting(_ id: [UInt8]) throws -> DataKey? {
    for name in [Self.fileName, Self.nextFileName] {
      if let key = try? read(name), key.id == id { return key }
    }
    return nil
  }

  // MARK: Rotation

  /// Keeps a new key beside the one in use, durable.
  func makeNext() throws -> DataKey {
    let key = try newKey()
    try file(Self.nextFileName).replace(Self.bytes(of: key))
    return key
  }

  /// The database names it.
  private func useNext() throws {
    let (next, current) = (
      folder.appendingPathComponent(Self.nextFileName), folder.appendingPathComponent(Self.fileName)
    )
    do {
      try DurableFile.move(next, to: current)
      try DurableFile.syncFolder(folder)
    } catch {
      throw StoreError.unusable("\(error)")
    }
  }

  /// One that never came into use.
  private func removeNext() throws {
    let next = folder.appendingPathComponent(Self.nextFileName)
    if FileManager.default.fileExists(atPath: next.path) { try FileManager.default.removeItem(at: next) }
  }

  // MARK: Files

  private func make() throws -> DataKey {
    let key = try newKey()
    try file(Self.fileName).replace(Self.bytes(of: key))
    return key
  }

  private func newKey() throws -> DataKey {
    guard let key = DataKey.random() else { throw StoreError.damaged("no random bytes") }
    return key
  }

  private func file(_ name: String) -> OwnerFile { OwnerFile(url: folder.appendingPathComponent(name)) }

  /// A file that others could read is kept to its owner first.
  ///
  /// - Returns: nil if there is no such file.
  private func read(_ name: String) throws -> DataKey? {
    let path = folder.appendingPathComponent(name).path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
    if let mode = attributes[.posixPermissions] as? Int, mode & 0o077 != 0, chmod(path, 0o600) != 0 {
      throw StoreError.unusable(
        "\(path) can be read by others and cannot be kept to its owner: \(String(cString: strerror(errno)))")
    }
    guard let bytes = try? file(name).read(), let key = Self.key(in: bytes) else {
      throw StoreError.unusable(
        "\(path) cannot be read, or is no data key: it is damaged, or another file. \(Self.remedy)")
    }
    return key
  }

  /// One that cannot be used says nothing about the one in use.
  private func readNext() throws -> DataKey? { try? read(Self.nextFileName) }

  /// As it stands in the file, and in the keys of a backup.
  static func bytes(of key: DataKey) -> [UInt8] {
    Array("\(beginning)\(Data(key.bytes).base64EncodedString())\n".utf8)
  }

  static func key(in bytes: [UInt8]) -> DataKey? {
    let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard text.hasPrefix(beginning), let key = Data(base64Encoded: String(text.dropFirst(beginning.count))) else {
      return nil
    }
    return DataKey(Array(key))
  }
}
