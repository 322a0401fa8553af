import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  /// A device's public key, or with `isCandidate` the one with which it came back (SEC-1).
  ///
  /// - Throws: ``StoreError/unknown(_:)``.
  public func publicKey(of device: DeviceID, isCandidate: Bool = false) throws -> [UInt8] {
    let column = isCandidate ? "candidate_key" : "public_key"
    let key = try Data.fetchOne(
      db.cachedStatement(sql: "SELECT \(column) FROM devices WHERE id = ? AND \(column) IS NOT NULL"),
      arguments: [device.number])
    guard let key else {
      throw StoreError.unknown(isCandidate ? "replacement of device \(device)" : "device \(device)")
    }
    return Array(key)
  }
}
