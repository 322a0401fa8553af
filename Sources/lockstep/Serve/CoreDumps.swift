import Foundation

/// What the system writes to a file when a process crashes: its memory.
enum CoreDumps {
  /// Lets this process leave none, whatever it was started with: keys and templates are in its memory.
  ///
  /// - Returns: whether the system has agreed.
  static func forbid() -> Bool {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    return setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0
  }
}
