import Crypto
public import Foundation
import LockstepCore
public import LockstepStore

/// The folder that holds everything of one server: database, lock, authority key, administrator token.
public struct DataDirectory: Sendable {
  public let url: URL
  /// Held as long as the process lives; another server on the same folder is refused.
  private let lock: Int32

  /// Opens the folder, making it if it is missing.
  ///
  /// - Parameter isRestore: the folder is to be filled from a backup. For anything else one whose restore was interrupted is
  ///   refused: it may have the keys of one server and the database of another.
  /// - Throws: ``StoreError/unusable(_:)`` if it cannot be made, is read-only, or is in use by another server.
  public init(_ url: URL, isRestore: Bool = false) throws {
    self.url = url
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw StoreError.unusable("the data directory \(url.path) cannot be made: \(error.localizedDescription)")
    }
    let path = url.appendingPathComponent("lock").path
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError.unusable("the data directory \(url.path) is not writable: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw StoreError.unusable("the data directory \(url.path) is in use by another Lockstep server")
    }
    let mark = url.appendingPathComponent(Self.restoringFile).path
    guard isRestore || !FileManager.default.fileExists(atPath: mark) else {
      close(descriptor)
      throw StoreError.unusable(
        "a restore of the data directory \(url.path) was interrupted; run `lockstep restore` again")
    }
    lock = descriptor
    try keepToOwner()
  }

  /// The database holds names and addresses in clear: whoever may look into the folder is not to read it, also where an
  /// operator has made the folder, or a copy has lost its rights.
  private func keepToOwner() throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    for name in names where name.hasPrefix(Backup.database) || name.hasPrefix(Store.keptCopies) {
      let path = url.appendingPathComponent(name).path
      guard chmod(path, 0o600) == 0 || errno == ENOENT else {
        throw StoreError.unusable("\(path) cannot be kept to its owner: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Whether others than the owner may look into the folder.
  public var isOpenToOthers: Bool {
    let mode = (try? FileManager.default.attributesOfItem(atPath: url.path))?[.posixPermissions] as? Int
    return (mode ?? 0) & 0o077 != 0
  }

  /// Lets go of the folder; for tests that open it again in one process.
  public func release() { close(lock) }

  /// The token of the first administrator, made at the first start, readable by its owner only.
  public func administratorToken() throws -> String {
    let bytes = try secret("admin-token") {
      Array(Self.random(32).base64URL.utf8)
    }
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The authority, whose key is made at the first start. Without this key every device has to be registered again.
  ///
  /// - Parameter replacesLost: where there is a database, a missing key is made anew. To be called before the database is
  ///   opened.
  /// - Throws: ``StoreError/unusable(_:)`` if the key is lost and not to be replaced.
  public func authority(replacesLost: Bool) throws -> CertificateAuthority {
    let key = url.appendingPathComponent(Self.authorityKeyFile).path
    let database = url.appendingPathComponent(Backup.database).path
    let isLost = FileManager.default.fileExists(atPath: database) && !FileManager.default.fileExists(atPath: key)
    guard replacesLost || !isLost else {
      throw StoreError.unusable(
        "\(key) is missing: devices know this server by it. Put it back from a backup with `lockstep restore`; or start "
          + "once with --new-authority, and register every device again")
    }
    return try authority()
  }

  /// Likewise; a missing key is made.
  public func authority() throws -> CertificateAuthority {
    let bytes = try secret(Self.authorityKeyFile) {
      Array(P256.Signing.PrivateKey().pemRepresentation.utf8)
    }
    guard let authority = CertificateAuthority(privateKey: String(decoding: bytes, as: UTF8.self)) else {
      throw StoreError.damaged("\(url.appendingPathComponent(Self.authorityKeyFile).path) is no private key")
    }
    return authority
  }

  /// SHA-256 over the authority's public key (DER): what devices pin and check codes are made of.
  public func authorityFingerprint() throws -> [UInt8] { try authority().fingerprint }

  /// What a new database is given.
  public static func newIdentity() throws -> Store.Identity {
    guard let server = ServerID(random(16)) else { throw StoreError.damaged("no random bytes") }
    return Store.Identity(server: server, digestKey: random(32))
  }

  static func random(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// Reads a file of one owner, or makes it: written beside, synced, then put in place.
  private func secret(_ name: String, make: () -> [UInt8]) throws -> [UInt8] {
    let file = url.appendingPathComponent(name)
    if FileManager.default.fileExists(atPath: file.path) {
      // Another key in its place would cut off every device: what is there is used or told of.
      guard let data = FileManager.default.contents(atPath: file.path), !data.isEmpty else {
        throw StoreError.unusable("\(file.path) cannot be read or is empty")
      }
      return Array(data)
    }
    let bytes = make()
    try OwnerFile(url: file).replace(bytes)
    return bytes
  }
}

extension [UInt8] {
  fileprivate var base64URL: String {
    Data(self).base64EncodedString().replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }
}
