import AdminAPI
import AdminClient
import AdminModel
import Crypto
import Foundation
import LockstepCore
import Logging
import ServiceLifecycle
import Testing

@testable import LockstepServer

/// The HTTP API over TLS, with the client of the commands.
@Suite(.timeLimit(.minutes(1)))
struct SecureAdministrationTests {
  /// Serves the API of a server over TLS; `body` gets its port and the folder of its certificates.
  private func run(
    names: ServerNames, at made: Date = Date(), _ body: @Sendable (Int, URL) async throws -> Void
  ) async throws {
    try await TestServer.run { server in
      let authority = try #require(
        CertificateAuthority(
          privateKey: try String(
            contentsOf: server.directory.appendingPathComponent("authority-key.pem"), encoding: .utf8)))
      var logger = Logger(label: "test-api")
      logger.logLevel = .critical
      let api = AdminAPI(
        engine: server.engine, accounts: Accounts(engine: server.engine, localToken: Administration.token, cost: .none),
        autoSync: AutoSync(engine: server.engine, directory: server.directory), metrics: PrometheusMetrics(),
        version: "0.0.1",
        tls: try ServerTLS.onLoopback(server.directory, authority, names: names, at: made), logger: logger)
      let (ports, port) = AsyncStream<Int>.makeStream()
      let group = ServiceGroup(
        services: [api.server(host: "127.0.0.1", port: 0, logger: logger) { port.yield($0) }], logger: logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let number = try #require(await ports.first { _ in true })
        do {
          try await body(number, server.directory)
        } catch {
          await group.triggerGracefulShutdown()
          throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
    }
  }

  private func status(_ address: String, _ trust: ServerTrust) async throws -> Int {
    try await AdminClient.with(server: address, token: Administration.token, trust: trust) {
      try await $0.status().users
    }
  }

  private func reason(_ body: () async throws -> Int) async -> String {
    do {
      return "answered \(try await body())"
    } catch {
      return "\(error)"
    }
  }

  @Test("SEC-4 the client trusts the named authority, and nobody else; http to this port is told to use https")
  func trust() async throws {
    try await run(names: ServerNames(listening: ["127.0.0.1"])) { port, folder in
      let authority = folder.appendingPathComponent("authority.pem").path
      let address = "https://127.0.0.1:\(port)"
      #expect(try await status(address, .only(authorityFile: authority)) == 0)
      #expect(try await status(address, .systemAnd(authorityFile: authority)) == 0)
      #expect(try await status("https://localhost:\(port)", .only(authorityFile: authority)) == 0)
      #expect(await reason { try await status(address, .system) }.contains("signed by nobody who is trusted here"))
      let other = folder.appendingPathComponent("other.pem")
      let stranger = CertificateAuthority(key: P256.Signing.PrivateKey())
      try stranger.certificate(at: Date()).pem.write(to: other, atomically: true, encoding: .utf8)
      #expect(
        await reason { try await status(address, .only(authorityFile: other.path)) }
          .contains("signed by nobody who is trusted here"))
      #expect(
        await reason { try await status("http://127.0.0.1:\(port)", .system) }.contains("it speaks https, not http"))
      #expect(
        await reason { try await status(address, .only(authorityFile: "/nowhere.pem")) }
          .contains("/nowhere.pem cannot be read as certificates"))
    }
  }

  @Test("SEC-4 a certificate for another name, and one that has run out, are refused by the client")
  func wrongName() async throws {
    var elsewhere = ServerNames()
    elsewhere.insert("doors.example")
    try await run(names: elsewhere) { port, folder in
      let trust = ServerTrust.only(authorityFile: folder.appendingPathComponent("authority.pem").path)
      #expect(
        await reason { try await status("https://127.0.0.1:\(port)", trust) }.contains(
          "certificate is for another name"))
    }
    let past = Date() - 800 * CertificateAuthority.day
    try await run(names: ServerNames(listening: ["127.0.0.1"]), at: past) { port, folder in
      let trust = ServerTrust.only(authorityFile: folder.appendingPathComponent("authority.pem").path)
      #expect(await reason { try await status("https://127.0.0.1:\(port)", trust) }.contains("has expired"))
    }
  }

  @Test("SEC-4 https to a port without TLS is told so")
  func noTLS() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { administration in
        let address = administration.url.replacing("http://", with: "https://")
        #expect(await reason { try await status(address, .system) }.contains("it does not speak https"))
      }
    }
  }
}
