/// A certificate or private key that cannot be used: which file, and why. The content of a key is never part of it.
public struct CertificateFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: String
  public let reason: String

  public init(_ file: String, _ reason: String) {
    self.file = file
    self.reason = reason
  }

  public var description: String { "\(file): \(reason)" }
}
