import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// What a server shows in a handshake: its certificate with what signed it, and the private key to it.
struct ServerIdentity: Sendable {
  /// The server's own first.
  let chain: [Certificate]
  private let sources: [NIOSSLCertificateSource]
  private let key: NIOSSLPrivateKey

  var leaf: Certificate { chain[0] }

  /// - Throws: ``CertificateFileError`` if the two do not belong together.
  init(chain: [Certificate], privateKey pem: [UInt8], certificateFile: String, keyFile: String) throws {
    guard let leaf = chain.first else { throw CertificateFileError(certificateFile, "it has no certificate") }
    let text = String(decoding: pem, as: UTF8.self)
    guard let key = try? NIOSSLPrivateKey(bytes: pem, format: .pem),
      let known = try? Certificate.PrivateKey(pemEncoded: Self.firstKey(in: text))
    else { throw CertificateFileError(keyFile, "it is no private key in PEM without a passphrase") }
    guard known.publicKey == leaf.publicKey else {
      throw CertificateFileError(keyFile, "it is not the private key of the certificate in \(certificateFile)")
    }
    self.chain = chain
    self.key = key
    do {
      sources = try chain.map { .certificate(try $0.forTLS) }
    } catch {
      throw CertificateFileError(certificateFile, "it has a certificate that TLS does not take")
    }
  }

  /// What a handshake takes.
  var override: NIOSSLContextConfigurationOverride {
    var override = NIOSSLContextConfigurationOverride()
    override.certificateChain = sources
    override.privateKey = .privateKey(key)
    return override
  }

  /// For handshakes that are given an ``override``: what stood here too would be sent twice.
  var emptyConfiguration: TLSConfiguration {
    var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: [], privateKey: .privateKey(key))
    configuration.privateKey = nil
    return configuration
  }

  /// Own files.
  ///
  /// - Throws: ``CertificateFileError`` that names the file and the reason.
  init(certificateFile: String, keyFile: String, at now: Date) throws {
    let chain = try Self.certificates(certificateFile)
    guard let pem = FileManager.default.contents(atPath: keyFile) else {
      throw CertificateFileError(keyFile, "it cannot be read")
    }
    try self.init(chain: chain, privateKey: Array(pem), certificateFile: certificateFile, keyFile: keyFile)
    let day = Date.ISO8601FormatStyle().year().month().day()
    guard leaf.notValidAfter > now else {
      throw CertificateFileError(certificateFile, "the certificate expired on \(leaf.notValidAfter.formatted(day))")
    }
    guard leaf.notValidBefore <= now else {
      throw CertificateFileError(
        certificateFile, "the certificate is valid only from \(leaf.notValidBefore.formatted(day))")
    }
    guard !ServerNames(of: leaf).general.isEmpty else {
      throw CertificateFileError(certificateFile, "the certificate names no host or address (subject alternative name)")
    }
  }

  /// Every certificate of a PEM file, in its order.
  static func certificates(_ file: String) throws -> [Certificate] {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw CertificateFileError(file, "it cannot be read")
    }
    let documents = try? PEMDocument.parseMultiple(pemString: String(decoding: data, as: UTF8.self))
    let chain = documents?.filter { $0.discriminator == "CERTIFICATE" } ?? []
    guard !chain.isEmpty else { throw CertificateFileError(file, "it has no certificate in PEM") }
    do {
      return try chain.map { try Certificate(pemDocument: $0) }
    } catch {
      throw CertificateFileError(file, "it has a certificate that cannot be read")
    }
  }

  /// A key file of OpenSSL may have the parameters of its curve before the key.
  private static func firstKey(in pem: String) throws -> String {
    let documents = try PEMDocument.parseMultiple(pemString: pem)
    return documents.first { $0.discriminator.hasSuffix("PRIVATE KEY") }?.pemString ?? ""
  }
}

extension Certificate {
  var forTLS: NIOSSLCertificate {
    get throws {
      var serializer = DER.Serializer()
      try serializer.serialize(self)
      return try NIOSSLCertificate(bytes: serializer.serializedBytes, format: .der)
    }
  }

  var pem: String { get throws { try serializeAsPEM().pemString + "\n" } }
}
