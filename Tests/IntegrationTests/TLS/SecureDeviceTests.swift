import Crypto
import DeviceProtocol
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import LockstepTesting
import NIOCore
import NIOPosix
import Testing

/// Devices over real TLS: whom they speak to, and whom not.
@Suite(.timeLimit(.minutes(1)))
struct SecureDeviceTests {
  private func device(_ number: UInt32 = 1001) throws -> SimulatedDevice {
    let memory = DeviceMemory(device: try #require(DeviceID(number)), seed: 3)
    return SimulatedDevice(memory: memory, on: MultiThreadedEventLoopGroup.singleton.next())
  }

  private func register(_ device: SimulatedDevice, _ server: TestServer) async throws {
    try device.connect(to: "127.0.0.1", port: server.port, tls: true)
    let code = try await device.waitUntilWaiting()
    try await server.engine.register(device.id, checkCode: code)
    try await device.waitUntilRegistered()
  }

  @Test(
    "SEC-1 over TLS: registered by the check code of the authority seen there, which is pinned; an enrolment arrives")
  func registered() async throws {
    try await TestServer.run(tls: { try ServerTLS.onLoopback($0) }) { server in
      try await server.set(.allDevicesIncludingUserUpdateFromDevice)
      let (first, second) = (try device(), try device(1002))
      try await register(first, server)
      try await register(second, server)
      #expect(first.memory.pinnedAuthority.count == 32)
      try first.enrol(People.ada())
      try await second.waitUntilHolds(id("17"))
      // The pin holds over a lost link.
      first.cutLink()
      try await first.waitUntilDisconnected()
      try await first.waitUntilRegistered()
      await first.disconnect()
      await second.disconnect()
    }
  }

  @Test("SEC-1 a registered device refuses every other authority, also on the same address, and says why")
  func otherAuthority() async throws {
    let device = try device()
    try await TestServer.run(tls: { try ServerTLS.onLoopback($0) }) { server in
      try await register(device, server)
      await device.disconnect()
    }
    try await TestServer.run(tls: { try ServerTLS.onLoopback($0) }) { other in
      try device.connect(to: "127.0.0.1", port: other.port, tls: true)
      try await device.wait("it refuses the server") { $0.serverRefusal == .otherAuthority }
      #expect(device.snapshot.checkCode != nil)
      let waiting = try await other.store.read { try $0.status().waitingDevices }
      #expect(waiting == 0)
      await device.disconnect()
    }
    // A factory reset forgets the server, and makes another device of it.
    device.resetToFactory()
    #expect(device.memory.pinnedAuthority.isEmpty)
  }

  @Test("SEC-1 a device that waits pins nothing: people have not compared its check code yet")
  func waiting() async throws {
    try await TestServer.run(tls: { try ServerTLS.onLoopback($0) }) { server in
      let device = try device()
      try device.connect(to: "127.0.0.1", port: server.port, tls: true)
      let code = try await device.waitUntilWaiting()
      #expect(device.memory.pinnedAuthority.isEmpty)
      let fingerprint = try CertificateAuthority(
        privateKey: String(contentsOf: server.directory.appendingPathComponent("authority-key.pem"), encoding: .utf8)
      )?.fingerprint
      let hello = try #require(device.memory.hello(nonce: [UInt8](repeating: 1, count: 32), at: 0))
      #expect(code == CheckCode.of(publicKey: hello.publicKey, authorityFingerprint: try #require(fingerprint)))
      await device.disconnect()
    }
  }

  @Test("SEC-1 somebody between a new device and the server gets no proof out of it, and is never seen by the server")
  func between() async throws {
    let folder = TestServer.newDirectory()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let stranger = try #require(CertificateAuthority(privateKey: P256.Signing.PrivateKey().pemRepresentation))
    let tls = try ServerTLS.onLoopback(folder, stranger)
    try await TestServer.run(tls: { try ServerTLS.onLoopback($0) }) { server in
      let between = try await Eavesdropper.listen(tls, before: server.port)
      let device = try device()
      try device.connect(to: "127.0.0.1", port: try #require(between.localAddress?.port), tls: true)
      try await device.wait("it notices") { $0.lastGoodbye?.reason == .proof }
      #expect(device.snapshot.checkCode == nil)
      let waiting = try await server.store.read { try $0.status().waitingDevices }
      #expect(waiting == 0)
      await device.disconnect()
      try await between.close()
    }
  }

  @Test("SEC-4 a device with TLS finds a port without, and one without TLS a port with: both are told, nobody waits")
  func wrongKind() async throws {
    try await TestServer.run { server in
      let device = try device()
      try device.connect(to: "127.0.0.1", port: server.port, tls: true)
      try await device.wait("it finds no TLS") { $0.serverRefusal == .noTLS }
      await device.disconnect()
    }
    try await TestServer.run(tls: { try ServerTLS.onLoopback($0) }) { server in
      let device = try device()
      try device.connect(to: "127.0.0.1", port: server.port)
      try await device.wait("it is told of TLS") { $0.lastGoodbye?.text == "this port speaks TLS" }
      await device.disconnect()
    }
  }
}
