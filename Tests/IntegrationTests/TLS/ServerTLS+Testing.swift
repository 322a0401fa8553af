import Foundation
import Logging

@testable import LockstepServer

extension ServerTLS {
  /// What `lockstep serve` makes on loopback.
  static func onLoopback(
    _ data: DataDirectory, names: ServerNames = ServerNames(listening: ["127.0.0.1"]), ownFiles: OwnFiles? = nil,
    at now: Date = Date()
  ) throws -> ServerTLS {
    try onLoopback(data.url, try data.authority(), names: names, ownFiles: ownFiles, at: now)
  }

  static func onLoopback(
    _ directory: URL, _ authority: CertificateAuthority, names: ServerNames = ServerNames(listening: ["127.0.0.1"]),
    ownFiles: OwnFiles? = nil, at now: Date = Date()
  ) throws -> ServerTLS {
    var logger = Logger(label: "test-tls")
    logger.logLevel = .critical
    return try ServerTLS(
      directory: directory, authority: authority, names: names, ownFiles: ownFiles, logger: logger, at: now)
  }
}
