import Crypto
public import Foundation

/// A file while it comes and is read: on disk, so that memory does not grow with it, and without a name, so that nobody
/// finds it there who copies the folder; gone when nobody holds it any more.
///
/// Unchecked: it is filled by the one task that made it, and handed over once to the one that reads it; the two never
/// hold it at the same time.
public final class SpooledFile: @unchecked Sendable {
  private let handle: FileHandle
  private let place: UploadPlace
  private var hash = SHA256()
  private let limit: Int
  private let space: @Sendable () -> DiskSpace?
  /// What has come since the disk was looked at.
  private var unlooked = 0
  public private(set) var bytes = 0

  /// Sixteen files at once take less than a third of what is to stay free before they look again.
  private static let lookEvery = 8 << 20

  /// - Parameters:
  ///   - folder: of the data directory.
  ///   - place: is free again when the file is gone.
  ///   - limit: in bytes.
  ///   - space: on the folder's disk, now.
  /// - Throws: ``AutoSyncError/noRoom(freeText:)``; the system's error if it cannot be made.
  init(in folder: URL, place: UploadPlace, limit: Int, space: @escaping @Sendable () -> DiskSpace?) throws {
    self.space = space
    try Self.refuseIfScarce(space())
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let path = folder.appendingPathComponent(UUID().uuidString).path
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard unlink(path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    (self.place, self.limit) = (place, limit)
  }

  /// - Throws: ``AutoSyncError/tooLarge(limit:)``; ``AutoSyncError/noRoom(freeText:)``; the system's error if it cannot be
  ///   written.
  public func append(_ data: some DataProtocol) throws {
    bytes += data.count
    unlooked += data.count
    guard bytes <= limit else { throw AutoSyncError.tooLarge(limit: limit) }
    if unlooked >= Self.lookEvery {
      unlooked = 0
      // Others write as well, and what is left is the database's.
      try Self.refuseIfScarce(space())
    }
    hash.update(data: data)
    try handle.write(contentsOf: data)
  }

  private static func refuseIfScarce(_ space: DiskSpace?) throws {
    if let space, space.isScarce { throw AutoSyncError.noRoom(freeText: space.freeText) }
  }

  /// SHA-256 of what has come.
  public var digest: [UInt8] { Array(hash.finalize()) }

  /// Reads the file from its beginning, in pieces.
  func read(_ body: ([UInt8]) -> Void) throws {
    try handle.seek(toOffset: 0)
    while let piece = try handle.read(upToCount: 1 << 18), !piece.isEmpty { body(Array(piece)) }
  }
}
