import Crypto
import Foundation
public import LockstepCore

/// What a device signs to prove that it has its key (SEC-1).
public enum ProofStatement {
  public static func bytes(device: DeviceID, challenge: Challenge, helloNonce: [UInt8]) -> [UInt8] {
    Array("lockstep device 1".utf8) + [0] + device.number.bigEndianBytes + challenge.nonce + helloNonce
      + challenge.server.bytes + challenge.authorityFingerprint
  }

  static func isValid(_ signature: [UInt8], over statement: [UInt8], publicKey: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(Data(signature), for: Data(statement))
  }
}

/// A device's Ed25519 key pair.
public struct DeviceKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// - Parameter seed: 32 random bytes. Nil for another length.
  public init?(seed: [UInt8]) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
    self.key = key
  }

  /// 32 bytes.
  public var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

  /// 64 bytes. Signing with a valid key does not fail; an empty signature would be refused by the server.
  public func sign(_ statement: [UInt8]) -> [UInt8] {
    (try? key.signature(for: Data(statement))).map { Array($0) } ?? []
  }
}
