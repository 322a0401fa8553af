import DeviceProtocol
import Foundation
import LockstepServer
import NIOSSL
import Testing

/// Handshakes that come to nothing (SEC-4).
@Suite(.timeLimit(.minutes(1)))
struct HandshakeTests {
  @Test("SEC-4 TLS 1.3 and 1.2 are spoken, older versions are not", arguments: [TLSVersion.tlsv13, .tlsv12])
  func versions(version: TLSVersion) async throws {
    try await TestServer.run(tls: { try ServerTLS.onLoopback($0) }) { server in
      let shown = try await Shown.certificates(port: server.port, newest: version)
      #expect(shown.count == 2)
      for old in [TLSVersion.tlsv11, .tlsv1] {
        await #expect(throws: NIOSSLError.self) { try await Shown.certificates(port: server.port, newest: old) }
      }
    }
  }

  @Test("SEC-4 plain text on the port with TLS: a frame that says so, and the end")
  func plainText() async throws {
    try await TestServer.run(tls: { try ServerTLS.onLoopback($0) }) { server in
      for bytes in [Array("GET / HTTP/1.1\r\n\r\n".utf8), [0, 0, 0, 9], [255]] as [[UInt8]] {
        try await WireClient.run(port: server.port) { client in
          try await client.send(raw: bytes)
          #expect(try await client.goodbye() == Goodbye(.malformed, "this port speaks TLS"))
        }
      }
    }
  }

  @Test("SEC-4 a handshake that stays half done, or breaks its rules, is ended; others go on")
  func halfDone() async throws {
    try await TestServer.run(
      configuration: { $0.handshakeLimit = .seconds(1) }, tls: { try ServerTLS.onLoopback($0) }
    ) { server in
      for bytes in [[22], [22, 3, 1, 2, 0], [22, 3, 1, 0, 4, 9, 9, 9, 9]] as [[UInt8]] {
        try await WireClient.run(port: server.port) { client in
          // On a busy machine the second may be over before they are sent.
          try? await client.send(raw: bytes)
          // An alert at most: no frame.
          #expect((try? await client.receive()) == nil)
        }
      }
      let shown = try await Shown.certificates(port: server.port)
      #expect(shown.count == 2)
    }
  }

  @Test("SEC-4 half-done handshakes count as connections: beyond the most there is no handshake at all")
  func mostConnections() async throws {
    try await TestServer.run(
      configuration: {
        $0.connections.mostStrangers = 1
        // Else the first makes room.
        $0.connections.grace = .seconds(60)
      }, tls: { try ServerTLS.onLoopback($0) }
    ) { server in
      // The server has answered it, so that it is in before the other one comes.
      _ = try await Shown.certificates(port: server.port) {
        await #expect(throws: (any Error).self) { try await Shown.certificates(port: server.port) }
      }
    }
  }
}
