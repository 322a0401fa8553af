import Crypto
import Foundation
import SwiftASN1
import X509

/// The server's own certificate authority. Devices pin the fingerprint of its key, so that its certificate and those that
/// it signs can be made anew without a device noticing.
public struct CertificateAuthority: Sendable {
  /// SHA-256 over the public key (DER), 32 bytes: what devices pin and check codes are made of.
  public let fingerprint: [UInt8]
  private let key: P256.Signing.PrivateKey

  init(key: P256.Signing.PrivateKey) {
    self.key = key
    fingerprint = Array(SHA256.hash(data: key.publicKey.derRepresentation))
  }

  /// - Parameter pem: a P-256 private key. Nil for anything else.
  public init?(privateKey pem: String) {
    guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
    self.init(key: key)
  }

  /// Its own certificate, signed by itself: it signs servers, and nothing that signs further.
  func certificate(at now: Date) throws -> Certificate {
    let signer = Certificate.PrivateKey(key)
    let identifier = SubjectKeyIdentifier(hash: signer.publicKey)
    return try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: signer.publicKey,
      notValidBefore: now - Self.day, notValidAfter: now + 25 * 365.25 * Self.day, issuer: name(), subject: name(),
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        identifier
      },
      issuerPrivateKey: signer)
  }

  /// A certificate of a server, 397 days: the longest that browsers take.
  ///
  /// It begins a day early, for clients whose clock is a little behind.
  func issue(for server: P256.Signing.PublicKey, names: ServerNames, at now: Date) throws -> Certificate {
    try issue(for: server, names: names, from: now - Self.day, until: now + 396 * Self.day)
  }

  func issue(
    for server: P256.Signing.PublicKey, names: ServerNames, from: Date, until: Date
  ) throws -> Certificate {
    let signer = Certificate.PrivateKey(key)
    let publicKey = Certificate.PublicKey(server)
    return try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey, notValidBefore: from,
      notValidAfter: until, issuer: name(), subject: try DistinguishedName { CommonName("Lockstep server") },
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames(names.general)
        SubjectKeyIdentifier(hash: publicKey)
        AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: signer.publicKey).keyIdentifier)
      },
      issuerPrivateKey: signer)
  }

  /// Whether a certificate is this authority's own.
  func isOwn(_ certificate: Certificate) -> Bool {
    certificate.publicKey == Certificate.PrivateKey(key).publicKey
  }

  /// Whether this authority signed a certificate.
  func signed(_ certificate: Certificate) -> Bool {
    Certificate.PrivateKey(key).publicKey.isValidSignature(certificate.signature, for: certificate)
  }

  /// Two servers' authorities have two names, so that a client that trusts both takes the right one.
  private func name() throws -> DistinguishedName {
    let start = fingerprint.prefix(4).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    return try DistinguishedName {
      CommonName("Lockstep authority \(start)")
      OrganizationName("Lockstep")
    }
  }

  static let day: TimeInterval = 86_400
}
