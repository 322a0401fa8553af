import Foundation

/// `backup.json`: what a backup has, readable without its passphrase.
public struct BackupManifest: Codable, Hashable, Sendable {
  /// Of the form of the folder. A later one is refused.
  public static let currentFormat = 1
  static let fileName = "backup.json"

  public var format = BackupManifest.currentFormat
  /// RFC 3339, UTC.
  public var time: String
  /// The server's ID, hexadecimal.
  public var server: String
  /// Of the database.
  public var schema: String
  /// Of the authority's key: what registered devices pin.
  public var authorityFingerprint: String
  /// SHA-256 of each other file, hexadecimal.
  public var files: [String: String]

  static func read(_ folder: URL) throws -> BackupManifest {
    guard let data = FileManager.default.contents(atPath: folder.appendingPathComponent(fileName).path) else {
      throw BackupError(fileName, "it is missing or cannot be read: \(folder.path) is no backup")
    }
    struct Format: Decodable { let format: Int }
    guard let format = try? JSONDecoder().decode(Format.self, from: data).format else {
      throw BackupError(fileName, "it is damaged")
    }
    guard format <= currentFormat else {
      throw BackupError(fileName, "it is from a newer version of Lockstep (format \(format))")
    }
    guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: data) else {
      throw BackupError(fileName, "it is damaged")
    }
    return manifest
  }

  func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
