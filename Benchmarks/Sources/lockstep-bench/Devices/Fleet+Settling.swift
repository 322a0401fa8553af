import DeviceSimulator
import NIOCore

extension Fleet {
  /// Waits until each door holds so many people, and the server has its whole log.
  func settle(holding people: Int, within limit: TimeAmount = .seconds(60)) async throws {
    for device in devices {
      try await device.wait("it holds \(people) people, and its log is stored", within: limit) {
        $0.memory.userCount == people && $0.acknowledged >= $0.memory.log.lastID
      }
    }
  }
}
