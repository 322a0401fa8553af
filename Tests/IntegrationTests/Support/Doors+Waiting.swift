import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

extension Doors {
  /// Waits until a door has nothing left to do: its log is stored, and the server has nothing for it. What was not done by
  /// then is not done at all, so this stands before every expectation that nothing happened.
  func settled(_ index: Int) async throws {
    let device = self[index]
    try await device.waitUntilAllAcknowledged()
    try await until("door \(device.id) has nothing left to do") { doors in
      let known = try await doors.server.known(device.id)
      let isUsed = try await doors.server.standing(of: device.id).scope != .none && known.hold == nil
      return !known.isBusy && known.logMark >= device.memory.log.lastID && (!isUsed || known.pending.count == 0)
    }
    // A compare is answered behind everything that was asked before it.
    _ = try await server.engine.compare(device.id)
    _ = try await server.engine.compare(device.id)
    try await device.waitUntilAllAcknowledged()
  }

  /// Registers a door that is not one of the fleet's.
  func join(_ device: SimulatedDevice, content: ContentChoice? = nil) async throws {
    try device.connect(to: "127.0.0.1", port: server.port)
    let code = try await device.waitUntilWaiting()
    try await server.engine.register(device.id, checkCode: code, content: content)
    try await device.waitUntilRegistered()
  }

  /// Connects a door again, and waits until the server knows it.
  func reconnect(_ index: Int) async throws {
    try self[index].connect(to: "127.0.0.1", port: server.port)
    try await self[index].waitUntilRegistered()
  }

  /// What a door answered, beginning now.
  func answers(of index: Int) -> AnswerRecord { AnswerRecord(self[index]) }
}
