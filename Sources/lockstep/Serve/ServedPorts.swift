import Foundation
import LockstepServer
import Logging
import ServiceLifecycle

/// Which of the two ports speak TLS, and what they show.
struct ServedPorts: Sendable {
  let devices: ServerTLS?
  let web: ServerTLS?
  /// What the server is called.
  let names: ServerNames
  private let tls: ServerTLS?

  /// - Throws: ``CertificateFileError`` if own files cannot be used.
  init(_ settings: ServeSettings, in data: DataDirectory, _ authority: CertificateAuthority, _ logger: Logger) throws {
    let isDeviceSecure = settings.isSecure(settings.deviceAddress)
    let isWebSecure = settings.isSecure(settings.httpAddress) || settings.ownCertificate != nil
    names = ServerNames(
      listening: [settings.deviceAddress.host, settings.httpAddress.host], publicURL: settings.publicURL)
    tls =
      isDeviceSecure || isWebSecure
      ? try ServerTLS(
        directory: data.url, authority: authority, names: names, ownFiles: settings.ownCertificate, logger: logger)
      : nil
    for (port, isSecure) in [(settings.deviceAddress, isDeviceSecure), (settings.httpAddress, isWebSecure)]
    where !isSecure && !port.isLoopback {
      logger.warning("plain text beyond loopback, as asked for", metadata: ["address": "\(port)"])
    }
    devices = isDeviceSecure ? tls : nil
    web = isWebSecure ? tls : nil
  }

  var renewal: [any Service] { tls.map { [$0.renewal] } ?? [] }
  var deviceScheme: String { devices == nil ? "tcp" : "tls" }
  var webScheme: String { web == nil ? "http" : "https" }
}
