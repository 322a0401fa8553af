import Crypto
import DeviceSimulator
import Foundation
import LockstepCore
import NIOPosix
import SwiftASN1
import Testing
import X509

@testable import LockstepServer

/// The server's certificates: made, renewed, loaded again.
@Suite(.timeLimit(.minutes(1)))
struct CertificateTests {
  private static let day = CertificateAuthority.day

  /// A folder with a certificate of another authority, as somebody who runs their own makes one.
  private struct Own {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-own-\(UUID().uuidString)")
    let authority = CertificateAuthority(key: P256.Signing.PrivateKey())

    var files: ServerTLS.OwnFiles {
      ServerTLS.OwnFiles(
        certificate: folder.appendingPathComponent("own.pem").path,
        privateKey: folder.appendingPathComponent("own-key.pem").path)
    }

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    func write(
      names: ServerNames = ServerNames(listening: ["doors.example"]), from: Double = -1, until: Double = 1,
      key other: P256.Signing.PrivateKey? = nil
    ) throws {
      let key = P256.Signing.PrivateKey()
      let certificate = try authority.issue(
        for: key.publicKey, names: names, from: Date() + from * day, until: Date() + until * day)
      try certificate.pem.write(toFile: files.certificate, atomically: true, encoding: .utf8)
      try (other ?? key).pemRepresentation.write(toFile: files.privateKey, atomically: true, encoding: .utf8)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
  }

  private func leaf(_ folder: URL) throws -> Certificate {
    try #require(ServerIdentity.certificates(folder.appendingPathComponent("server.pem").path).first)
  }

  private func bytes(_ certificate: Certificate) throws -> [UInt8] {
    var serializer = DER.Serializer()
    try serializer.serialize(certificate)
    return serializer.serializedBytes
  }

  private func folder() throws -> URL {
    let folder = TestServer.newDirectory()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test("the first start makes an authority of 20 years and a server's certificate of 397 days, for their owner only")
  func made() throws {
    let url = try folder()
    defer { try? FileManager.default.removeItem(at: url) }
    let authority = CertificateAuthority(key: P256.Signing.PrivateKey())
    let names = ServerNames(listening: ["192.0.2.7", "0.0.0.0"], publicURL: "https://Doors.Example:8443/")
    _ = try ServerTLS.onLoopback(url, authority, names: names)
    let chain = try ServerIdentity.certificates(url.appendingPathComponent("server.pem").path)
    #expect(chain.count == 2)
    let own = try #require(chain.last)
    #expect(own.notValidAfter > Date() + 20 * 365 * Self.day)
    #expect(own.notValidBefore < Date())
    #expect(try own.extensions.basicConstraints == .isCertificateAuthority(maxPathLength: 0))
    #expect(authority.isOwn(own) && authority.signed(chain[0]) && authority.signed(own))
    #expect(chain[0].notValidAfter.timeIntervalSince(chain[0].notValidBefore) == 397 * Self.day)
    let listed = ServerNames(of: chain[0])
    #expect(listed.hosts.isSuperset(of: ["localhost", "doors.example"]))
    #expect(listed.addresses.isSuperset(of: [[127, 0, 0, 1], [192, 0, 2, 7]]))
    for file in ["server.pem", "server-key.pem", "authority.pem"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: url.appendingPathComponent(file).path)
      #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o777 } == 0o600)
    }
  }

  @Test(
    "it is made new when less than a third of its life is left, and not before",
    arguments: [(0.0, false), (200, false), (262, false), (266, true), (500, true)])
  func renewed(days: Double, isNew: Bool) throws {
    let url = try folder()
    defer { try? FileManager.default.removeItem(at: url) }
    let tls = try ServerTLS.onLoopback(url, CertificateAuthority(key: P256.Signing.PrivateKey()))
    let before = try leaf(url)
    #expect(tls.check(at: Date() + days * Self.day) == isNew)
    #expect((try leaf(url) != before) == isNew)
  }

  @Test("a start with the same names keeps it; a new name, a foreign or a lost key makes a new one")
  func names() throws {
    let url = try folder()
    defer { try? FileManager.default.removeItem(at: url) }
    let authority = CertificateAuthority(key: P256.Signing.PrivateKey())
    _ = try ServerTLS.onLoopback(url, authority)
    let first = try leaf(url)
    _ = try ServerTLS.onLoopback(url, authority)
    #expect(try leaf(url) == first)
    _ = try ServerTLS.onLoopback(url, authority, names: ServerNames(listening: ["doors.example"]))
    let second = try leaf(url)
    #expect(second != first)
    // What it has beyond the names of now does no harm.
    _ = try ServerTLS.onLoopback(url, authority)
    #expect(try leaf(url) == second)
    try P256.Signing.PrivateKey().pemRepresentation.write(
      to: url.appendingPathComponent("server-key.pem"), atomically: true, encoding: .utf8)
    _ = try ServerTLS.onLoopback(url, authority)
    let third = try leaf(url)
    #expect(third != second)
    _ = try ServerTLS.onLoopback(url, CertificateAuthority(key: P256.Signing.PrivateKey()))
    #expect(try leaf(url) != third)
  }

  @Test("SEC-1 a renewal while the server runs: sessions stay, new ones see the new certificate, and no pin breaks")
  func renewedWhileRunning() async throws {
    let url = try folder()
    defer { try? FileManager.default.removeItem(at: url) }
    let key = P256.Signing.PrivateKey()
    try key.pemRepresentation.write(
      to: url.appendingPathComponent("authority-key.pem"), atomically: true, encoding: .utf8)
    let tls = try ServerTLS.onLoopback(url, CertificateAuthority(key: key))
    try await TestServer.run(in: url, tls: { _ in tls }) { server in
      let memory = DeviceMemory(device: try #require(DeviceID(1001)), seed: 4)
      let device = SimulatedDevice(memory: memory, on: MultiThreadedEventLoopGroup.singleton.next())
      try device.connect(to: "127.0.0.1", port: server.port, tls: true)
      try await server.engine.register(device.id, checkCode: try await device.waitUntilWaiting())
      try await device.waitUntilRegistered()
      let before = try await Shown.certificates(port: server.port)
      let kept = try bytes(leaf(url))
      #expect(before[0] == kept)
      #expect(tls.check(at: Date() + 300 * Self.day))
      let after = try await Shown.certificates(port: server.port)
      #expect(after[0] != before[0] && after[1] == before[1])
      #expect(device.snapshot.isRegistered)
      _ = try await server.engine.compare(device.id)
      device.cutLink()
      try await device.waitUntilDisconnected()
      try await device.waitUntilRegistered()
      #expect(device.snapshot.serverRefusal == nil)
      await device.disconnect()
    }
  }

  @Test("SEC-4 an own certificate that cannot be used is refused with its file and the reason")
  func refused() throws {
    let url = try folder()
    let own = try Own()
    defer {
      try? FileManager.default.removeItem(at: url)
      own.remove()
    }
    func reason(_ prepare: () throws -> Void) throws -> CertificateFileError? {
      try prepare()
      return #expect(throws: CertificateFileError.self) {
        try ServerTLS.onLoopback(url, CertificateAuthority(key: P256.Signing.PrivateKey()), ownFiles: own.files)
      }
    }
    let missing = try reason {}
    #expect(missing == CertificateFileError(own.files.certificate, "it cannot be read"))
    let expired = try reason { try own.write(from: -9, until: -1) }
    #expect(expired?.file == own.files.certificate && expired?.reason.contains("expired on 20") == true)
    let early = try reason { try own.write(from: 1, until: 9) }
    #expect(early?.reason.contains("valid only from 20") == true)
    let mismatched = try reason { try own.write(key: P256.Signing.PrivateKey()) }
    #expect(mismatched?.file == own.files.privateKey)
    #expect(mismatched?.reason.contains("not the private key of the certificate") == true)
    let noKey = try reason {
      try own.write(); try "nothing".write(toFile: own.files.privateKey, atomically: true, encoding: .utf8)
    }
    #expect(noKey?.reason.contains("no private key in PEM") == true)
    let noCertificate = try reason {
      try own.write()
      try "nothing".write(toFile: own.files.certificate, atomically: true, encoding: .utf8)
    }
    #expect(noCertificate?.reason == "it has no certificate in PEM")
  }

  @Test("SEC-4 own files are loaded again when they change; what cannot be used is left, and the old one stays")
  func reloaded() throws {
    let url = try folder()
    let own = try Own()
    defer {
      try? FileManager.default.removeItem(at: url)
      own.remove()
    }
    try own.write()
    let tls = try ServerTLS.onLoopback(url, CertificateAuthority(key: P256.Signing.PrivateKey()), ownFiles: own.files)
    #expect(!tls.check(at: Date()))
    try own.write(from: -9, until: -1)
    #expect(!tls.check(at: Date()))
    try FileManager.default.removeItem(atPath: own.files.certificate)
    #expect(!tls.check(at: Date()))
    try own.write()
    #expect(tls.check(at: Date()))
  }
}
