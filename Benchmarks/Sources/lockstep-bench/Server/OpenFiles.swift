import Foundation

/// Each connection is an open file.
enum OpenFiles {
  /// Raises the limit of this process as far as the system allows.
  ///
  /// - Returns: the limit that holds now.
  static func raiseLimit() -> Int {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return 1024 }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(resource, &limit)
    _ = getrlimit(resource, &limit)
    return Int(clamping: limit.rlim_cur)
  }
}
