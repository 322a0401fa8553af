import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import DeviceSimulator
@testable import LockstepServer

/// What a device makes of the certificates that it is shown.
struct ServerVerificationTests {
  private static let authority = CertificateAuthority(key: P256.Signing.PrivateKey())
  private static let other = CertificateAuthority(key: P256.Signing.PrivateKey())
  private static let names = ServerNames(listening: ["127.0.0.1"])
  private static let now = Date(timeIntervalSince1970: 1_800_000_000)

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let chain: @Sendable () throws -> [[UInt8]]
    let pinned: [UInt8]?
    let isSure: Bool
    let refusal: ServerRefusal?

    init(
      _ name: String, pinned: [UInt8]? = nil, isSure: Bool = true, _ refusal: ServerRefusal?,
      _ chain: @escaping @Sendable () throws -> [[UInt8]]
    ) {
      testDescription = name
      self.chain = chain
      self.pinned = pinned
      self.isSure = isSure
      self.refusal = refusal
    }
  }

  private static func chain(
    _ signer: CertificateAuthority = authority, shows: CertificateAuthority = authority,
    days: (Double, Double) = (-1, 1)
  ) throws -> [[UInt8]] {
    let day = CertificateAuthority.day
    let server = try signer.issue(
      for: P256.Signing.PrivateKey().publicKey, names: names, from: now + days.0 * day, until: now + days.1 * day)
    return [try bytes(server), try bytes(shows.certificate(at: now))]
  }

  private static func bytes(_ certificate: Certificate) throws -> [UInt8] {
    var serializer = DER.Serializer()
    try serializer.serialize(certificate)
    return serializer.serializedBytes
  }

  static let cases: [Case] = [
    Case("at first contact any authority", nil) { try chain() },
    Case("the pinned one", pinned: authority.fingerprint, nil) { try chain() },
    Case("another than the pinned one", pinned: other.fingerprint, .otherAuthority) { try chain() },
    Case("the pinned one is shown, and another has signed", pinned: authority.fingerprint, .notSigned) {
      try chain(other)
    },
    Case("no authority beside it", .incomplete) { [try chain()[0]] },
    Case("nothing", .incomplete) { [] },
    Case("no certificates", .incomplete) { [[1, 2, 3], [4, 5, 6]] },
    Case("a server's certificate in the authority's place", .notSigned) {
      let shown = try chain()
      return [shown[0], shown[0]]
    },
    Case("expired, and the device is sure of the time", .expired) { try chain(days: (-9, -1)) },
    Case("expired, and the device may be wrong about the time", isSure: false, nil) { try chain(days: (-9, -1)) },
    Case("not valid yet: the device's clock is behind", nil) { try chain(days: (1, 9)) },
  ]

  @Test("SEC-1 a device trusts the authority that it was registered under, and what that has signed", arguments: cases)
  func verify(_ test: Case) throws {
    let now = test.isSure ? Int64(Self.now.timeIntervalSince1970) : nil
    let shown = try test.chain()
    if let refusal = test.refusal {
      #expect(throws: refusal) { try ServerVerification.authority(of: shown, pinned: test.pinned, surely: now) }
    } else {
      let seen = try ServerVerification.authority(of: shown, pinned: test.pinned, surely: now)
      #expect(seen == Self.authority.fingerprint)
    }
  }
}
