import NIOSSL

/// Whose certificate a client takes for the server's.
public enum ServerTrust: Hashable, Sendable {
  /// That of anybody whom this machine trusts.
  case system
  /// Likewise, and that of an authority in a PEM file.
  case systemAnd(authorityFile: String)
  /// That of an authority in a PEM file, and nobody else's.
  case only(authorityFile: String)

  /// - Throws: ``AdminClientError/wrongAuthority(_:)``.
  func configuration() throws(AdminClientError) -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    switch self {
    case .system: break
    case .systemAnd(let file): configuration.additionalTrustRoots = [.certificates(try Self.certificates(file))]
    case .only(let file): configuration.trustRoots = .certificates(try Self.certificates(file))
    }
    return configuration
  }

  private static func certificates(_ file: String) throws(AdminClientError) -> [NIOSSLCertificate] {
    guard let certificates = try? NIOSSLCertificate.fromPEMFile(file), !certificates.isEmpty else {
      throw .wrongAuthority(file)
    }
    return certificates
  }
}
