import Foundation
import LockstepStore

/// A file that nobody but its owner reads. A write is durable when it returns, and leaves the old content or the new.
struct OwnerFile {
  let url: URL

  /// - Returns: nil if there is no such file.
  /// - Throws: ``StoreError/unusable(_:)`` if there is one that cannot be read.
  func read() throws -> [UInt8]? {
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw StoreError.unusable("\(url.path) cannot be read")
    }
    return Array(data)
  }

  /// - Throws: ``StoreError/unusable(_:)`` if the disk refuses; the old content is then still there.
  func replace(_ bytes: [UInt8]) throws {
    let part = url.path + ".new"
    let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure }
    defer { close(descriptor) }
    try giveToOwner(descriptor)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0, rename(part, url.path) == 0
    else { throw failure }
    let folder = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { throw failure }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw failure }
  }

  /// What root makes is for the owner of the folder, as whom the server runs.
  private func giveToOwner(_ descriptor: Int32) throws {
    guard geteuid() == 0 else { return }
    let folder = try FileManager.default.attributesOfItem(atPath: url.deletingLastPathComponent().path)
    guard let user = folder[.ownerAccountID] as? UInt32, let group = folder[.groupOwnerAccountID] as? UInt32 else {
      return
    }
    guard fchown(descriptor, user, group) == 0 else { throw failure }
  }

  private var failure: StoreError {
    StoreError.unusable("\(url.path) cannot be written: \(String(cString: strerror(errno)))")
  }
}
