import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import NIOCore
import Testing

/// A server in a mode with some registered simulated doors.
struct Doors: Sendable {
  let server: TestServer
  let fleet: Fleet

  static func run<Value: Sendable>(
    _ count: Int, mode: SynchronizationMode = .allDevicesIncludingUserUpdateFromDevice,
    capabilities: Capabilities = .full, userCapacity: Int = 1000, logCapacity: Int = 1000,
    configuration: (inout ServerConfiguration) -> Void = { _ in },
    _ body: @Sendable (Doors) async throws -> Value
  ) async throws -> Value {
    try await TestServer.run(configuration: configuration) { server in
      try await server.set(mode)
      let first = try #require(DeviceID(1001))
      let fleet = try Fleet(
        firstID: first, count: count, capabilities: capabilities, userCapacity: userCapacity,
        logCapacity: logCapacity)
      try fleet.connect(to: "127.0.0.1", port: server.port)
      for device in fleet.devices {
        let code = try await device.waitUntilWaiting()
        try await server.engine.register(device.id, checkCode: code)
      }
      try await fleet.waitUntilRegistered()
      let result: Result<Value, any Error>
      do {
        result = .success(try await body(Doors(server: server, fleet: fleet)))
      } catch {
        result = .failure(error)
      }
      await fleet.disconnect()
      return try result.get()
    }
  }

  subscript(index: Int) -> SimulatedDevice { fleet.devices[index] }

  /// Waits until something is so on the server; each event of the monitoring log is a reason to look again.
  func until(
    _ what: String, within limit: Duration = .seconds(10), _ isSo: @escaping @Sendable (Doors) async throws -> Bool
  ) async throws {
    let news = server.engine.eventSignal.follow()
    if try await isSo(self) { return }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await Task.sleep(for: limit)
        throw NotInTime(what: what)
      }
      group.addTask {
        for await _ in news where try await isSo(self) { return }
        throw CancellationError()
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  struct NotInTime: Error { let what: String }

  /// Every door holds exactly what it should (VERIFY-5), by its own list.
  func areEqual() async throws -> Bool {
    for device in fleet.devices where server.engine.isOnline(device.id) {
      let compared = try await server.engine.compare(device.id)
      guard compared.isEqual, compared.leftOut.isEmpty else { return false }
    }
    return true
  }
}

func id(_ text: String) throws -> UserID { try UserID(text) }

func card(_ number: String, _ kind: Card.Kind = .csn) throws -> Card {
  Card(kind: kind, number: try CardNumber(text: number))
}

func finger(_ index: UInt8, _ user: String, scan: String = "") throws -> Fingerprint {
  SimulatedCredential.finger(index, of: try id(user), scan: scan)
}
