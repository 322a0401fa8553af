import Crypto
import Foundation
import NIOCore
import NIOSSL
import SwiftASN1
import X509

/// What a device checks before it speaks to a server (SEC-1).
///
/// A device knows no names and often not the time; what it knows is the authority that it was registered under. So: the
/// server's certificate must be signed by the authority beside it, and that authority's key must be the pinned one. Before
/// the registration any authority will do, because people compare the check code, which is made of its fingerprint.
enum ServerVerification {
  /// - Parameters:
  ///   - shown: certificates (DER), the server's own first.
  ///   - pinned: the fingerprint of the authority; nil before the registration.
  ///   - now: Unix seconds, nil for a device that is not sure of the time: a terminal whose battery is empty must reach the
  ///     server that sets its clock. A certificate that is not valid *yet* only means that the clock is behind.
  /// - Returns: the fingerprint of the authority: SHA-256 over its public key (DER).
  static func authority(
    of shown: [[UInt8]], pinned: [UInt8]?, surely now: Int64?
  ) throws(ServerRefusal) -> [UInt8] {
    guard shown.count >= 2, let server = try? Certificate(derEncoded: shown[0]),
      let authority = try? Certificate(derEncoded: shown[1]), let key = publicKey(shown[1])
    else { throw .incomplete }
    let fingerprint = Array(SHA256.hash(data: key))
    // First what says most to people: a door that meets another server meets another authority.
    guard pinned == nil || pinned == fingerprint else { throw .otherAuthority }
    guard case .isCertificateAuthority? = try? authority.extensions.basicConstraints,
      authority.publicKey.isValidSignature(server.signature, for: server)
    else { throw .notSigned }
    if let now, Int64(server.notValidAfter.timeIntervalSince1970) < now { throw .expired }
    return fingerprint
  }

  /// The TLS end of a link. TLS itself proves that the server has the key of its certificate.
  static func handler(for link: DeviceLink) throws -> NIOSSLClientHandler {
    try NIOSSLClientHandler(context: context.get(), serverHostname: nil) { shown, promise in
      let bytes = shown.compactMap { try? $0.toDERBytes() }
      promise.succeed(link.verify(bytes) ? .certificateVerified : .failed)
    }
  }

  /// One for all devices: it is costly to make.
  private static let context = Result {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.certificateVerification = .noHostnameVerification
    configuration.trustRoots = .certificates([])
    configuration.shutdownTimeout = .milliseconds(200)
    return try NIOSSLContext(configuration: configuration)
  }

  private static func publicKey(_ certificate: [UInt8]) -> [UInt8]? {
    try? NIOSSLCertificate(bytes: certificate, format: .der).extractPublicKey().toSPKIBytes()
  }
}
