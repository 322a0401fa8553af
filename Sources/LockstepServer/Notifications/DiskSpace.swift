import Foundation

/// The room that is left on the disk of a folder, in bytes.
struct DiskSpace: Hashable {
  let free: Int64
  let total: Int64

  init(free: Int64, total: Int64) {
    self.free = free
    self.total = total
  }

  /// Nil where the system does not say.
  init?(at folder: URL) {
    guard let values = try? FileManager.default.attributesOfFileSystem(forPath: folder.path),
      let free = (values[.systemFreeSize] as? NSNumber)?.int64Value,
      let total = (values[.systemSize] as? NSNumber)?.int64Value
    else { return nil }
    self.init(free: free, total: total)
  }

  /// Less than 5 % of it, and less than 10 GB; or less than 500 MB whatever its size.
  var isLow: Bool { (free < total / 20 && free < 10_000_000_000) || isScarce }

  /// Less than 500 MB.
  var isScarce: Bool { free < 500_000_000 }

  /// `1.2 GB`.
  var freeText: String {
    let megabytes = free / 1_000_000
    return megabytes < 1000 ? "\(megabytes) MB" : "\(megabytes / 1000).\(megabytes % 1000 / 100) GB"
  }
}
