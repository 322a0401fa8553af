import Crypto
public import Foundation
public import Logging
import Metrics
import NIOCore
public import NIOSSL
public import ServiceLifecycle
import Synchronization
import X509

/// What the server shows in TLS handshakes, on both ports. It is made new and loaded again while the server runs:
/// connections that are open stay, new ones get what is current.
///
/// Devices always see a certificate of the server's own authority, which is what they pin. The HTTP side sees own files if
/// there are any, so that browsers can trust a certificate of somebody whom they know.
public final class ServerTLS: Sendable {
  /// A certificate for the HTTP side that was made elsewhere.
  public struct OwnFiles: Hashable, Sendable {
    /// PEM: the server's certificate first, then what signed it.
    public var certificate: String
    /// PEM, without a passphrase.
    public var privateKey: String

    public init(certificate: String, privateKey: String) {
      self.certificate = certificate
      self.privateKey = privateKey
    }
  }

  private struct State {
    var devices: ServerIdentity
    var web: ServerIdentity
    var ownContent: [[UInt8]?] = []
    /// When the end of the own certificate was told last.
    var toldAt = Date.distantPast
  }

  private let directory: URL
  private let authority: CertificateAuthority
  private let names: ServerNames
  private let ownFiles: OwnFiles?
  private let logger: Logger
  private let state: Mutex<State>

  /// Takes up what the data directory has, and makes what is missing.
  ///
  /// - Throws: ``CertificateFileError`` if own files cannot be used, ``StoreError/unusable(_:)`` if the directory cannot be written.
  public init(
    directory: URL, authority: CertificateAuthority, names: ServerNames, ownFiles: OwnFiles? = nil, logger: Logger,
    at now: Date = Date()
  ) throws {
    self.directory = directory
    self.authority = authority
    self.names = names
    self.ownFiles = ownFiles
    self.logger = logger
    let made = try Self.current(in: directory, authority, names, at: now)
    var state = State(devices: made, web: made)
    if let ownFiles {
      state.ownContent = Self.content(of: ownFiles)
      state.web = try ServerIdentity(
        certificateFile: ownFiles.certificate, keyFile: ownFiles.privateKey, at: now)
      if !ServerNames(of: state.web.leaf).covers(names) {
        logger.notice("the own certificate does not have every name of this machine")
      }
    }
    self.state = Mutex(state)
  }

  /// For the port of devices.
  public var deviceConfiguration: TLSConfiguration { configuration { $0.devices } }

  /// For the HTTP port.
  public var webConfiguration: TLSConfiguration {
    var configuration = configuration { $0.web }
    configuration.applicationProtocols = ["http/1.1"]
    return configuration
  }

  /// The certificate of the server's own authority in PEM, for machines that are to trust the HTTP port; nil where that
  /// shows a certificate that was made elsewhere.
  public var webAuthority: String? {
    guard ownFiles == nil else { return nil }
    return state.withLock { $0.web.chain.last }.flatMap { try? $0.pem }
  }

  /// Whether the certificate of the HTTP port has this name or address.
  public func isNamed(_ host: String) -> Bool { ServerNames(of: state.withLock { $0.web.leaf }).contains(host) }

  /// Makes a new certificate if the current one runs out, and loads own files again if they have changed. What cannot be
  /// used is told in the log, and the old one stays.
  ///
  /// - Returns: whether new handshakes see something else.
  @discardableResult
  public func check(at now: Date) -> Bool {
    var isNew = renew(at: now)
    if let ownFiles {
      isNew = reload(ownFiles, at: now) || isNew
      tellEnd(at: now)
    }
    for (port, identity) in state.withLock({ [("devices", $0.devices), ("http", $0.web)] }) {
      Gauge(label: "lockstep_tls_certificate_seconds_left", dimensions: [("port", port)])
        .record(identity.leaf.notValidAfter.timeIntervalSince(now))
    }
    return isNew
  }

  /// Checks now and then while the server runs.
  public var renewal: any Service { CertificateRenewal(tls: self) }

  private func renew(at now: Date) -> Bool {
    let old = state.withLock { $0.devices }
    guard !Self.isGood(old, names, authority, at: now) else { return false }
    do {
      let made = try Self.current(in: directory, authority, names, at: now)
      state.withLock { state in
        if ownFiles == nil { state.web = made }
        state.devices = made
      }
      logger.info("the server has a new certificate", metadata: ["until": "\(made.leaf.notValidAfter)"])
      return true
    } catch {
      logger.error("the certificate cannot be made new; the old one stays", metadata: ["error": "\(error)"])
      return false
    }
  }

  private func reload(_ files: OwnFiles, at now: Date) -> Bool {
    let content = Self.content(of: files)
    guard state.withLock({ $0.ownContent != content }) else { return false }
    do {
      let identity = try ServerIdentity(certificateFile: files.certificate, keyFile: files.privateKey, at: now)
      state.withLock { state in
        state.web = identity
        state.ownContent = content
      }
      logger.info("the own certificate was loaded", metadata: ["until": "\(identity.leaf.notValidAfter)"])
      return true
    } catch {
      // Told once for each content: it is looked at every minute.
      state.withLock { $0.ownContent = content }
      logger.error("the own certificate cannot be used; the old one stays", metadata: ["error": "\(error)"])
      return false
    }
  }

  /// Nobody renews an own certificate by itself: from two weeks before its end on it is told once a day.
  private func tellEnd(at now: Date) {
    let end = state.withLock { state -> Date? in
      let end = state.web.leaf.notValidAfter
      guard end.timeIntervalSince(now) < 14 * CertificateAuthority.day,
        now.timeIntervalSince(state.toldAt) > CertificateAuthority.day
      else { return nil }
      state.toldAt = now
      return end
    }
    guard let end else { return }
    logger.warning("the own certificate runs out; replace its files", metadata: ["until": "\(end)"])
  }

  private func configuration(_ identity: @escaping @Sendable (borrowing State) -> ServerIdentity) -> TLSConfiguration {
    var configuration = state.withLock { identity($0).emptyConfiguration }
    configuration.minimumTLSVersion = .tlsv12
    // A peer that does not say goodbye must not hold up the server's end.
    configuration.shutdownTimeout = .seconds(1)
    configuration.sslContextCallback = { [self] _, promise in
      promise.succeed(state.withLock { identity($0).override })
    }
    return configuration
  }

  private static func content(of files: OwnFiles) -> [[UInt8]?] {
    // Digests: the private key is not kept a second time.
    [files.certificate, files.privateKey].map { file in
      FileManager.default.contents(atPath: file).map { Array(SHA256.hash(data: $0)) }
    }
  }
}

/// The files of the data directory.
extension ServerTLS {
  static let authorityFile = "authority.pem"
  static let certificateFile = "server.pem"
  static let keyFile = "server-key.pem"

  /// More than a third of its life is left, and it has every name.
  private static func isGood(
    _ identity: ServerIdentity, _ names: ServerNames, _ authority: CertificateAuthority, at now: Date
  ) -> Bool {
    let leaf = identity.leaf
    let life = leaf.notValidAfter.timeIntervalSince(leaf.notValidBefore)
    return authority.signed(leaf) && leaf.notValidBefore <= now && leaf.notValidAfter.timeIntervalSince(now) > life / 3
      && ServerNames(of: leaf).covers(names)
  }

  /// The identity of the data directory, made anew where something is missing, foreign or old: it is signed by the key of
  /// the authority, so that nobody notices.
  private static func current(
    in directory: URL, _ authority: CertificateAuthority, _ names: ServerNames, at now: Date
  ) throws -> ServerIdentity {
    let certificate = directory.appendingPathComponent(certificateFile)
    let key = directory.appendingPathComponent(keyFile)
    let own = try authorityCertificate(in: directory, authority, at: now)
    if let chain = try? ServerIdentity.certificates(certificate.path), let leaf = chain.first,
      let pem = try? OwnerFile(url: key).read(),
      let identity = try? ServerIdentity(
        chain: [leaf, own], privateKey: pem, certificateFile: certificate.path, keyFile: key.path),
      isGood(identity, names, authority, at: now)
    {
      return identity
    }
    let made = P256.Signing.PrivateKey()
    let leaf = try authority.issue(for: made.publicKey, names: names, at: now)
    // A power cut between the two leaves a pair that does not match: it is made anew at the next start.
    try OwnerFile(url: key).replace(Array(made.pemRepresentation.utf8))
    try OwnerFile(url: certificate).replace(Array((leaf.pem + own.pem).utf8))
    return try ServerIdentity(
      chain: [leaf, own], privateKey: Array(made.pemRepresentation.utf8), certificateFile: certificate.path,
      keyFile: key.path)
  }

  private static func authorityCertificate(
    in directory: URL, _ authority: CertificateAuthority, at now: Date
  ) throws -> Certificate {
    let file = directory.appendingPathComponent(authorityFile)
    if let own = try? ServerIdentity.certificates(file.path).first, authority.isOwn(own),
      own.notValidAfter.timeIntervalSince(now) > 5 * 365 * CertificateAuthority.day, own.notValidBefore <= now
    {
      return own
    }
    let own = try authority.certificate(at: now)
    try OwnerFile(url: file).replace(Array(own.pem.utf8))
    return own
  }
}
