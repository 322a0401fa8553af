import Foundation
import LockstepStore

extension DataDirectory {
  /// Keeps the link by which the first administrator signs in, readable by the owner only; nil removes it.
  ///
  /// - Throws: ``StoreError/unusable(_:)`` if the file cannot be written.
  func keepFirstSignIn(_ link: String?) throws {
    let file = url.appendingPathComponent("first-sign-in").path
    guard let link else {
      if FileManager.default.fileExists(atPath: file) { try FileManager.default.removeItem(atPath: file) }
      return
    }
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    let bytes = Array("\(link)\n".utf8)
    guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count else {
      throw StoreError.unusable("\(file) cannot be written: \(String(cString: strerror(errno)))")
    }
  }
}
