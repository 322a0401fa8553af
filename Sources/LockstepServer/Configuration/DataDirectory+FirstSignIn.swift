import Foundation
import LockstepStore

extension DataDirectory {
  /// Keeps the link by which the first administrator signs in, readable by the owner only; nil removes it.
  ///
  /// - Throws: ``StoreError/unusable(_:)`` if the file cannot be written.
  func keepFirstSignIn(_ link: String?) throws {
    let file = url.appendingPathComponent("first-sign-in")
    if let link { return try OwnerFile(url: file).replace(Array("\(link)\n".utf8)) }
    if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
  }
}
