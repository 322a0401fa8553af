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

  /// Whether the device is registered or waits with this key.
  public func hasSeen(_ publicKey: [UInt8], of device: DeviceID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM devices WHERE id = ?1 AND (public_key = ?2 OR candidate_key = ?2))"),
      arguments: [device.number, Data(publicKey)]) ?? false
  }
}
