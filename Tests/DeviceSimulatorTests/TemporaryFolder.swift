import Foundation

/// A folder that goes away with the test.
final class TemporaryFolder: Sendable {
  let path = NSTemporaryDirectory() + "lockstep-" + UUID().uuidString

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
