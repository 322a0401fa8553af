import Crypto
import Foundation
import LockstepCore

enum FileDigest {
  /// SHA-256, hexadecimal; nil for a file that cannot be read.
  static func of(_ file: URL) -> String? {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
    defer { try? handle.close() }
    var hash = SHA256()
    do {
      while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty { hash.update(data: part) }
    } catch {
      return nil
    }
    return Array(hash.finalize()).hexadecimal
  }
}
